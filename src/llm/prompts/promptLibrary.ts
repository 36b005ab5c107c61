/** Files of a version of the prompts, below its folder and without `.md`. */
export const templateNames = [
  'system', 'operation', 'patterns', 'references', 'constraints', 'cases', 'feedback', 'instructions.cases', 'instructions.code', 'instructions.dispute',
] as const;
export type TemplateName = (typeof templateNames)[number];

/** The texts of one version or variant. */
export interface PromptTemplates {
  /** `v1`, or `v1b` for a variant of it. */
  readonly id: string;
  readonly texts: Readonly<Record<TemplateName, string>>;
}

/** Which templates prompts are made of, or why that cannot be told. */
export type TemplateChoice =
  | { readonly kind: 'chosen'; readonly templates: readonly PromptTemplates[] }
  | { readonly kind: 'unknown'; readonly wanted: string; readonly known: readonly string[] }
  | { readonly kind: 'broken'; readonly id: string; readonly missing: readonly TemplateName[] };

/** What is used when nobody says otherwise. */
const currentVersion = 'v1';

/**
 * The templates that `wanted` names, out of all files by path (`v1/system.md`): one version or variant (`v1`), or several of which each unit
 * gets one (`v1,v1b`). A variant is a folder named as its version with a letter, and takes from the version what it does not have itself.
 */
export function chooseTemplates(files: ReadonlyMap<string, string>, wanted: string = currentVersion): TemplateChoice {
  const known = versionsOf(files);
  const templates: PromptTemplates[] = [];
  const ids = [...new Set(wanted.split(/[\s,]+/).filter((id) => id !== ''))];
  for (const id of ids.length === 0 ? [currentVersion] : ids) {
    if (!known.includes(id)) return { kind: 'unknown', wanted: id, known };
    const base = id.replace(/[a-z]$/, '');
    const found = templateNames.map((name) => [name, files.get(`${id}/${name}.md`) ?? files.get(`${base}/${name}.md`)] as const);
    const missing = found.flatMap(([name, text]) => (text === undefined ? [name] : []));
    if (missing.length > 0) return { kind: 'broken', id, missing };
    templates.push({ id, texts: Object.fromEntries(found) as Record<TemplateName, string> });
  }
  return { kind: 'chosen', templates };
}

/** What a person is told when templates cannot be chosen. */
export function choiceProblem(choice: Exclude<TemplateChoice, { kind: 'chosen' }>): string {
  return choice.kind === 'unknown'
    ? `There are no prompts of version "${choice.wanted}". Known versions: ${choice.known.join(', ')}.`
    : `The prompts of version ${choice.id} are incomplete: ${choice.missing.map((name) => `${name}.md`).join(', ')} missing.`;
}

/** Versions and variants among the files, sorted. */
export function versionsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const folders = [...files.keys()].flatMap((path) => /^(v\d+[a-z]?)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort((a, b) => Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10) || (a < b ? -1 : 1));
}

/** The templates of a unit: always the same one of them for the same unit, each for as many units. */
export function templatesFor(unit: string, templates: readonly [PromptTemplates, ...PromptTemplates[]]): PromptTemplates {
  return templates[spread(unit) % templates.length] ?? templates[0];
}

/** FNV-1a with its bits mixed once more, since the last characters of ids are often alike. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
