/** How much of a file is looked at, in characters: specs name themselves at the top. */
export const headLength = 4096;

const specFileName = /\.(ya?ml|json)$/i;
/** A key at the top of YAML (no indentation) or the first level of JSON. */
const yamlKey = /^["']?(devmatrix|openapi)["']?\s*:/m;
const jsonKey = /^\s*\{(?:[^{}[\]]*,)?\s*"(devmatrix|openapi)"\s*:/;

/** Whether a file of that name can be a spec at all. */
export function canBeSpec(path: string): boolean {
  return specFileName.test(path);
}

/** Whether a text is a spec, from its beginning: it says `openapi:` or `devmatrix:` at the top. */
export function looksLikeSpec(path: string, head: string): boolean {
  if (!canBeSpec(path)) return false;
  if (/\.devmatrix\.ya?ml$/i.test(path)) return true;
  const start = head.slice(0, headLength).replace(/^\uFEFF/, '');
  return jsonKey.test(start) || (!/^\s*\{/.test(start) && yamlKey.test(start));
}
