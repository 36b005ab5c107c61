/** One import of another file of the app. */
export interface LocalImport {
  /** As it is written: `../http/problem.ts`. */
  readonly from: string;
  readonly names: readonly string[];
  readonly isType: boolean;
}

const importPattern = /^(?:import|export) (type )?(?:(?:\{([^}]*)\}|(\w+)|\* as \w+) from )?["'](\.[^"']+)["'];?/gm;
const dynamicPattern = /\bimport\(\s*["'](\.[^"']+)["']\s*\)/g;

/** The imports of other files in a source as this target emits it. */
export function importsOf(file: { readonly path: string; readonly text: string }): readonly LocalImport[] {
  if (!file.path.endsWith('.ts')) return [];
  const fixed = [...file.text.matchAll(importPattern)].map(([, type, list = '', single, from = '']) => ({
    from,
    names: single === undefined ? valueNames(list) : [single],
    isType: type !== undefined,
  }));
  const dynamic = [...file.text.matchAll(dynamicPattern)].map(([, from = '']) => ({ from, names: [], isType: false }));
  return [...fixed, ...dynamic];
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

function valueNames(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.replace(/ as .*$/s, ''));
}
