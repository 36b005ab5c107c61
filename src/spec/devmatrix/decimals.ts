/** A decimal text with exactly `scale` digits after the point where it has no more; other texts as they are. */
export function normaliseDecimal(text: string, scale: number): string {
  const match = /^([+-]?)0*(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (match === null) return text;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > scale) return text;
  const digits = scale === 0 ? whole : `${whole}.${kept.padEnd(scale, '0')}`;
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}
