/** Sixteen hexadecimal digits that are the same for the same text (two runs of FNV-1a); not for secrets. */
export function textHash(text: string): string {
  let left = 0x811c9dc5;
  let right = 0x9e3779b9;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    left = Math.imul(left ^ code, 0x01000193);
    right = Math.imul(right ^ ((code << 7) | (code >>> 9)), 0x01000193) ^ (right >>> 15);
  }
  return [left, right].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
