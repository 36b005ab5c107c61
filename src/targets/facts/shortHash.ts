/** A short name for a text: FNV-1a twice with different seeds, 64 bits together. */
export function hashOf(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

/** Texts longer than this are replaced by their hash in keys, so that what is nested stays small. */
const longestKey = 400;

/** A key as it is, or its hash when it is long. */
export function shortKey(key: string): string {
  return key.length > longestKey ? `#${hashOf(key)}` : key;
}

/** Id of the symbol that stands for the result of a call with that key. */
export function resultId(callKey: string): string {
  return `result:${hashOf(callKey)}`;
}
