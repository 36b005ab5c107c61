/** One import of another file of the app. */
export interface LocalImport {
  /** As it is written: `../http/problem.ts`. */
  readonly from: string;
  /** The values among what it imports; all of it for `import type`. */
  readonly names: readonly string[];
  /** Everything that it imports, types too; undefined when that cannot be told. */
  readonly allNames: readonly string[] | undefined;
  readonly isType: boolean;
}

const importPattern = /^(?:import|export) (type )?(?:(?:\{([^}]*)\}|(\w+)|\* as \w+) from )?["'](\.[^"']+)["'];?/gm;
const dynamicPattern = /\bimport\(\s*["'](\.[^"']+)["']\s*\)/g;

/** The imports of other files in a source as this target emits it. */
export function importsOf(file: { readonly path: string; readonly text: string }): readonly LocalImport[] {
  if (!file.path.endsWith('.ts')) return [];
  const fixed = [...headOf(file.text).matchAll(importPattern)].map(([, type, list = '', single, from = '']) => ({
    from,
    names: single === undefined ? namesOf(list, 'values') : [single],
    allNames: single === undefined && list !== '' ? namesOf(list, 'all') : undefined,
    isType: type !== undefined,
  }));
  const dynamic = (file.text.includes('import(') ? [...file.text.matchAll(dynamicPattern)] : []).map(([, from = '']) => ({ from, names: [], allNames: undefined, isType: false }));
  return [...fixed, ...dynamic];
}

/** The text up to the end of its last import: everything after it need not be searched. */
function headOf(text: string): string {
  const last = Math.max(text.lastIndexOf('\nimport '), text.lastIndexOf('\nexport {'), text.startsWith('import ') ? 0 : -1);
  return last < 0 ? '' : text.slice(0, text.indexOf(';', last) + 1);
}

/** Path of the imported file. */
export function resolveImport(fromFile: string, from: string): string {
  const parts = fromFile.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function namesOf(list: string, which: 'values' | 'all'): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && (which === 'all' || !name.startsWith('type ')))
    .map((name) => name.replace(/^type /, '').replace(/ as .*$/s, ''));
}
