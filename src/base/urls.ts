/** What may stand in a URL as it is: nearly every path, so that most texts need no closer look. */
const plain = /^[\w/.~-]*$/;

/** Fixed text of a URL with everything percent-encoded that cannot stand in one; what is encoded already stays. */
export function encodedUrl(text: string): string {
  if (plain.test(text)) return text;
  return encodeURI(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(/%25([0-9a-f]{2})/gi, '%$1');
}

/** Fixed text of a path: neither a query nor a fragment begins in it. */
export function encodedPath(text: string): string {
  return encodedUrl(text).replace(/[?#]/g, encodeURIComponent);
}
