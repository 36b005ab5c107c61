import type { StringFormat } from '../ir/schema.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const email = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
const hostname = /^(?=.{1,253}\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*\.?$/;
const duration = /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)$/;
const dateTime = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
const time = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const uri = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i;

/** True when the text has the format, as JSON Schema (draft 2020-12) means it. */
export function hasFormat(text: string, format: StringFormat): boolean {
  switch (format) {
    case 'uuid':
      return uuid.test(text);
    case 'email':
      return email.test(text);
    case 'uri':
      return uri.test(text);
    case 'date':
      return isDate(text);
    case 'date-time':
      return isDate(dateTime.exec(text)?.[1] ?? '');
    case 'time':
      return time.test(text);
    case 'duration':
      return duration.test(text);
    case 'hostname':
      return hostname.test(text);
    case 'ipv4':
      return isIpv4(text);
    case 'ipv6':
      return isIpv6(text);
    case 'byte':
      return base64.test(text);
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

function isIpv6(text: string): boolean {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1) ?? '';
  const ipv4Tail = tail.includes('.');
  if (ipv4Tail && !isIpv4(tail)) return false;
  const plain = ipv4Tail ? groups.slice(0, -1) : groups;
  const count = plain.length + (ipv4Tail ? 2 : 0);
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}

/** The n-th sample of a format: valid, and different for each n. */
export function formatSample(format: StringFormat, n: number): string {
  switch (format) {
    case 'uuid':
      return `0190a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
    case 'email':
      return `ada${n}@example.com`;
    case 'uri':
      return `https://example.com/${n}`;
    case 'date':
      return new Date(Date.UTC(2030, 0, 15 + n)).toISOString().slice(0, 10);
    case 'date-time':
      return new Date(Date.UTC(2030, 0, 15 + n, 9)).toISOString();
    case 'time':
      return `${String(Math.floor(n / 60) % 24).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00Z`;
    case 'duration':
      return `PT${n + 1}H`;
    case 'hostname':
      return `host${n}.example.com`;
    case 'ipv4':
      return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    case 'ipv6':
      return `2001:db8::${(n & 0xffff).toString(16)}`;
    case 'byte':
      return base64Of(`bytes ${n}`);
  }
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of ASCII text. */
function base64Of(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 3) {
    const bytes = [0, 1, 2].map((offset) => text.charCodeAt(at + offset));
    const bits = ((bytes[0] ?? 0) << 16) | ((bytes[1] || 0) << 8) | (bytes[2] || 0);
    const group = [18, 12, 6, 0].map((shift) => base64Alphabet.charAt((bits >> shift) & 63)).join('');
    out += group.slice(0, Math.min(text.length - at, 3) + 1).padEnd(4, '=');
  }
  return out;
}
