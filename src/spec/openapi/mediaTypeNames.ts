import { nearest } from '../../base/nearest.ts';

/** The registered first halves (RFC 6838 and its successors), and the wildcard of OpenAPI. */
const topLevel = ['application', 'audio', 'example', 'font', 'haptics', 'image', 'message', 'model', 'multipart', 'text', 'video', '*', 'chemical'];
/** Second halves that documents name often; a name that is one step from these and is not itself known is a slip. */
const common: readonly string[] = ['application/json', 'application/xml', 'application/pdf', 'application/octet-stream', 'application/x-www-form-urlencoded', 'application/problem+json', 'application/merge-patch+json', 'application/json-patch+json', 'multipart/form-data', 'text/plain', 'text/html', 'text/csv', 'text/event-stream', 'image/png', 'image/jpeg'];
/** One step from a common name, and right. */
const lookAlikes = new Set(['application/jsonl', 'application/json5', 'application/jose', 'image/jpg', 'image/apng', 'image/jpe']);

/** Why a key of "content" is no media type, and what it was probably meant to be; undefined when it may be one. */
export function misspeltMediaType(text: string): { readonly suggestion: string | undefined } | undefined {
  const [name = '', ...parameters] = text.split(';');
  const type = name.trim().toLowerCase();
  const suffix = parameters.map((parameter) => `;${parameter}`).join('');
  const [first = '', second] = type.split('/');
  if (second === undefined || second === '' || type.split('/').length > 2) {
    const meant = common.find((known) => known.split('/')[1] === type.replaceAll('/', '')) ?? nearest(type, common);
    return { suggestion: meant === undefined ? undefined : meant + suffix };
  }
  if (!topLevel.includes(first) && !first.startsWith('x-')) {
    const meant = nearest(first, topLevel);
    return meant === undefined ? undefined : { suggestion: `${meant}/${second}${suffix}` };
  }
  const near = common.includes(type) || lookAlikes.has(type) ? undefined : common.find((known) => isOneStep(type, known));
  return near === undefined ? undefined : { suggestion: near + suffix };
}

/** One letter more, less or other, or two that changed places; not in names of less than four letters. */
export function isOneStep(word: string, known: string): boolean {
  if (Math.abs(word.length - known.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === known[start]) start += 1;
  let end = 0;
  while (end < Math.min(word.length, known.length) - start && word[word.length - 1 - end] === known[known.length - 1 - end]) end += 1;
  const left = word.slice(start, word.length - end);
  const right = known.slice(start, known.length - end);
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
}
