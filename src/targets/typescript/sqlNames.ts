const maximumBytes = 63;
const hashLength = 7;

/** The name as PostgreSQL keeps it: at most 63 bytes, a longer one cut and ended by a hash of the whole. */
export function sqlName(name: string): string {
  if (byteLength(name) <= maximumBytes) return name;
  let cut = '';
  let bytes = 0;
  for (const character of name) {
    bytes += byteLength(character);
    if (bytes > maximumBytes - hashLength - 1) break;
    cut += character;
  }
  return `${cut}_${hash(name)}`;
}

/** Name of a constraint or index: its parts joined by `__`, which snake_case never has inside, so that no two collide. */
export function constraintName(...parts: readonly string[]): string {
  return sqlName(parts.join('__'));
}

/** The name as a quoted identifier, safe for reserved words and any character. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The text as an SQL string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** FNV-1a over the UTF-16 units, 32 bits, in base 36. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return value.toString(36).padStart(hashLength, '0');
}
