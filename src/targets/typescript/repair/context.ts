import { type Piece, piecesAround } from '../../../ast/pieces.ts';
import { RecentTexts } from '../../../base/recentTexts.ts';
import type { AppTexts, RepairRequest } from '../../facts/repairer.ts';
import { Source } from './source.ts';

/** What is looked for, and where. */
export interface Context {
  readonly request: RepairRequest;
  readonly expected: Source;
  /** The pieces around what is expected, the smallest first. */
  readonly wanted: readonly Piece[];
  readonly expectedTexts: AppTexts;
  readonly actual: AppTexts;
  readonly findExport: (name: string) => string | undefined;
}

/** A TypeScript file of an app; undefined for others and for what is not there. */
export function sourceOf(texts: AppTexts, path: string | undefined): Source | undefined {
  const text = path === undefined || !/\.[cm]?ts$/.test(path) ? undefined : texts.read(path);
  return path === undefined || text === undefined ? undefined : Source.of(path, text);
}

/** The pieces around a place, the smallest first; none when the file does not parse. */
export function around(source: Source, span: { readonly start: number; readonly end: number }): readonly Piece[] {
  return source.root === undefined ? [] : piecesAround(source.root, span.start, span.end);
}

/** Where the files of an app export a name, read when it is first asked. */
export function exportsOf(texts: AppTexts): (name: string) => string | undefined {
  let known: Map<string, string> | undefined;
  return (name) => {
    if (known === undefined) {
      known = new Map();
      for (const path of texts.paths) {
        if (!/\.[cm]?ts$/.test(path) || path.startsWith('tests/')) continue;
        for (const exported of exportedIn.get(path, texts.read(path) ?? '', namesExported)) if (!known.has(exported)) known.set(exported, path);
      }
    }
    return known.get(name);
  };
}

const exportedIn = new RecentTexts<readonly string[]>(4_000_000);

function namesExported(_: string, text: string): readonly string[] {
  const declarations = text.matchAll(/^export\s+(?:async\s+)?(?:const|let|function\*?|class|interface|type|abstract class)\s+([A-Za-z_$][\w$]*)/gm);
  return Array.from(declarations, ([, name = '']) => name);
}
