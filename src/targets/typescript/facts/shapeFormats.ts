import type { Span } from '../../../base/span.ts';
import type { ShapeFact } from '../../facts/appFacts.ts';
import type { Value } from '../../facts/value.ts';
import { canonicalPattern } from './patternText.ts';
import type { Reading } from './reading.ts';
import { constrained } from './shapeFacts.ts';
import { jsonText } from './shapeLiterals.ts';

/** Formats of texts by what zod calls them, as functions and as methods of a text. */
const formats: Readonly<Record<string, string>> = {
  email: 'email', url: 'url', httpUrl: 'httpUrl', uuid: 'uuid', guid: 'guid', emoji: 'emoji', nanoid: 'nanoid', cuid: 'cuid', cuid2: 'cuid2', ulid: 'ulid', xid: 'xid',
  ksuid: 'ksuid', ip: 'ip', ipv4: 'ipv4', ipv6: 'ipv6', cidr: 'cidr', cidrv4: 'cidrv4', cidrv6: 'cidrv6', mac: 'mac', base64: 'base64', base64url: 'base64url', jwt: 'jwt',
  e164: 'e164', hostname: 'hostname', hex: 'hex', hash: 'hash', date: 'date', time: 'time', datetime: 'datetime', duration: 'duration',
  'iso.date': 'date', 'iso.time': 'time', 'iso.datetime': 'datetime', 'iso.duration': 'duration',
  uuidv4: 'uuid {"version":"v4"}', uuidv6: 'uuid {"version":"v6"}', uuidv7: 'uuid {"version":"v7"}',
};

/** Is this a format of texts? */
export function isFormat(name: string): boolean {
  return Object.hasOwn(formats, name);
}

/** What only a message says, or is the same unless it is said otherwise. */
const ignored = new Set(['message', 'error', 'abort', 'invalid_type_error', 'required_error', 'description']);

/** The text with a format and what its options change. */
export function formatsOf(reading: Reading, shape: ShapeFact, { name, args, at }: { readonly name: string; readonly args: readonly Value[]; readonly at: Span }): ShapeFact {
  const options = args.flatMap((arg) => reading.entries(arg) ?? [])
    .filter((entry) => !ignored.has(entry.name))
    .map((entry) => ({ name: entry.name, text: jsonText(reading, entry.value) }))
    .filter(({ text }) => text !== 'undefined' && text !== 'false')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const kind = name === 'hash' ? [args[0]?.key ?? ''] : [];
  const said = options.length === 0 ? [] : [`{${options.map(({ name: option, text }) => `${JSON.stringify(option)}:${text}`).join(',')}}`];
  return constrained(shape, 'format', [formats[name] ?? name, ...kind, ...said].join(' '), at);
}

/** A regular expression as its source; flags stand after it where they change what matches. */
export function patternText(reading: Reading, value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const resolved = reading.resolve(value);
  if (resolved.kind === 'regex') return patternOf(resolved.source, resolved.flags);
  if (resolved.kind !== 'call' || resolved.callee.key !== 'global#RegExp') return resolved.key;
  const [source, flags] = resolved.args;
  const inner = source === undefined ? undefined : reading.resolve(source);
  if (inner?.kind === 'regex') return patternOf(inner.source, reading.text(flags) ?? inner.flags);
  const text = reading.text(source);
  return text === undefined ? resolved.key : patternOf(text, reading.text(flags) ?? '');
}

function patternOf(source: string, flags: string): string {
  const kept = Array.from(flags).filter((flag) => 'ims'.includes(flag)).sort().join('');
  return `${canonicalPattern(source, flags)}${kept === '' ? '' : ` /${kept}`}`;
}
