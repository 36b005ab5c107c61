/** A text in which whatever looks like a key is replaced, and how many such places there were. */
export interface MaskedText {
  readonly text: string;
  readonly masked: number;
}

/** What stands in the place of a key. */
const mark = '[key]';

/** A run of letters and digits somewhere, so that names of code such as `sk_buff_alloc` or `pk_orders_customers_2` are none. All is bounded: a long text costs no more than its length. */
const mixed = '(?=[\\w.~+/=-]{0,100}?(?=[A-Za-z]{0,30}\\d)(?=\\d{0,30}[A-Za-z])[A-Za-z0-9]{10})';

/**
 * Keys as vendors make them, private keys, passwords in addresses, what follows "Bearer", and values that somebody gave a name which says it. People ask about code, so
 * that a hash, an id or a variable called `token` must stay: each of these needs more than a name or a length. The first group, where there is one, is what stays before it.
 */
const patterns: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  new RegExp(`\\b(?:sk|rk|pk|gsk|csk|xai|pplx|hf|r8|nvapi|tgp|fw)[-_]${mixed}[\\w-]{16,}`, 'g'),
  /\b(?:AIza[\w-]{30,}|ya29\.[\w.-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|npm_[A-Za-z0-9]{30,}|(?:AKIA|ASIA)[0-9A-Z]{16})\b/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]{8,}/g,
  new RegExp(`(\\bBearer\\s{1,10})${mixed}[\\w.~+/=-]{16,}`, 'gi'),
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"]{0,100}:)(?!\$|\[key\])[^\s/@'"]{3,200}(?=@)/gi,
  /((?:api[_-]?key|secret|token|passw(?:or)?d|access[_-]?key)["']?\s{0,10}[:=]\s{0,10}["'`])(?=[^"'`\s]{0,300}\d)(?=[^"'`\s]{0,300}[A-Za-z])(?!\[key\])[^"'`\s]{8,}(?=["'`])/gi,
  /(^[ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]*(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD)[ \t]*=[ \t]*)(?!["'$`<]|\[key\])\S{8,}/gm,
];

/** The same text without keys: neither those that are known nor whatever looks like one. */
export function maskKeys(text: string, known: readonly string[] = []): MaskedText {
  let masked = 0;
  let clean = text;
  for (const key of known) {
    if (key.length < 8) continue;
    const pieces = clean.split(key);
    masked += pieces.length - 1;
    clean = pieces.join(mark);
  }
  for (const pattern of patterns) {
    clean = clean.replace(pattern, (_, ...found: readonly unknown[]) => {
      masked += 1;
      return `${typeof found[0] === 'string' ? found[0] : ''}${mark}`;
    });
  }
  return { text: clean, masked };
}
