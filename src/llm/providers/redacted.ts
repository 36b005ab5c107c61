const longest = 500;

/** Keys as providers make them, also half hidden ones, and whatever follows "Bearer". */
const knownKeys = /\b(?:sk|pk|rk|gsk|csk|xai|pplx|hf|r8|nvapi|tgp|fw|key|ghp|gho|github_pat)[-_][\w*.-]{6,}|\bAIza[\w-]{12,}|\bya29\.[\w.-]{8,}|\beyJ[\w-]{8,}\.[\w.-]+|(?<=\bBearer\s+)\S+/gi;
/** Long runs of letters with digits among them, which is what unknown keys look like. */
const longRuns = /\b(?=\w*\d)(?=\w*[A-Za-z])\w{24,}\b/g;

/** A text of a provider as it may be logged: without keys, in one line, at most 500 characters. */
export function redacted(text: string, keys: readonly (string | undefined)[]): string {
  let clean = text;
  for (const key of keys) if (key !== undefined && key.length >= 4) clean = clean.replaceAll(key, '[key]');
  clean = clean.replace(knownKeys, '[key]').replace(longRuns, '[key]').replace(/\s+/g, ' ').trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}
