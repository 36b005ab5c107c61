import type { Json } from '../../../base/json.ts';

/** A JSON value as TypeScript source. */
export function literal(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  const fields = Object.entries(value).map(([name, field]) => `${propertyName(name)}: ${literal(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A text as a string literal; a long run of one character is written as `'a'.repeat(200)`. */
export function quoted(text: string): string {
  if (text.length < 40 && /^[ -&(-[\]-~]*$/.test(text)) return `'${text}'`;
  const run = text.length < 40 ? null : /^(.*?)(.)\2{39,}(.*)$/su.exec(text);
  if (run !== null) {
    const [whole, before = '', character = '', after = ''] = run;
    const count = Array.from(whole.slice(before.length, whole.length - after.length)).length;
    const parts = [before === '' ? '' : quoted(before), `${quoted(character)}.repeat(${count})`, after === '' ? '' : quoted(after)];
    return parts.filter((part) => part !== '').join(' + ');
  }
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replace(/[\u2028\u2029\u007f-\u009f\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}

/** A property name in an object literal, quoted when it has to be. */
export function propertyName(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** Access to a member: `.id` or `['x-id']`. */
export function memberAccess(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
