import { dirname, resolve } from 'node:path';
import type { Span } from '../../../base/span.ts';
import { applyEdits, type TextEdit } from '../../../base/textEdit.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import { openSpec } from '../../../language/openSpec.ts';
import { symbolsOf } from '../../../language/symbolsOf.ts';
import { type SourceNode, sourceTree } from '../../../language/sourceTree.ts';
import type { SpecSymbol } from '../../../language/types.ts';
import { specFiles } from '../../../node/specFiles.ts';
import { hasErrors, type LoadedSpec, loadSpec } from '../../../pipeline/loadSpec.ts';
import type { Place } from '../languageRequests.ts';

/** A spec as it is in the editor now, with the places of its parts. */
export interface OpenedSpec {
  readonly loaded: LoadedSpec;
  /** Undefined when the spec has errors. */
  readonly valid: (LoadedSpec & { readonly application: ApplicationIR }) | undefined;
  /** Whole paths of all files that it consists of. */
  readonly paths: ReadonlySet<string>;
  pathOf(file: string): string;
  place(span: Span): Place;
  /** The text of a file of the spec, by its whole path. */
  textOf(path: string): string | undefined;
  /** The parts of the main file with all that they hold, outermost first. */
  regions(): readonly SpecSymbol[];
  /** The tree of a file, by its name in spans. */
  treeOf(file: string): SourceNode | undefined;
  /** The first error that these edits would make of a spec without errors. */
  problemAfter(edits: readonly TextEdit[]): string | undefined;
}

/** Reads a spec; texts of open documents stand before files. */
export function openedSpec(main: string, texts: ReadonlyMap<string, string>): OpenedSpec {
  const onDisk = specFiles(main);
  const pathOf = (file: string): string => (file === main ? main : resolve(dirname(main), file));
  const loaded = loadSpec({ main, read: (file) => texts.get(pathOf(file)) ?? onDisk.read(file) });
  const { application, diagnostics } = loaded;
  let regions: readonly SpecSymbol[] | undefined;
  const trees = new Map<string, SourceNode | undefined>();
  const byPath = new Map([...loaded.texts].map(([file, text]) => [pathOf(file), text]));
  return {
    loaded, pathOf,
    valid: application === undefined || hasErrors(diagnostics) ? undefined : { ...loaded, application },
    paths: new Set([main, ...byPath.keys()]),
    place(span) {
      const { start, end } = loaded.locate(span);
      return { path: pathOf(span.file), range: { start: { line: start.line - 1, character: start.column - 1 }, end: { line: end.line - 1, character: end.column - 1 } } };
    },
    textOf: (path) => byPath.get(path),
    regions: () => (regions ??= flattened(symbolsOf(openSpec({ path: main, read: (file) => loaded.texts.get(file) })))),
    problemAfter(edits) {
      const read = (file: string): string | undefined => {
        const text = loaded.texts.get(file);
        return text === undefined ? undefined : applyEdits(text, edits.filter((edit) => edit.file === file));
      };
      return loadSpec({ main, read }).diagnostics.find(({ severity }) => severity === 'error')?.message;
    },
    treeOf(file) {
      const text = loaded.texts.get(file);
      if (!trees.has(file) && text !== undefined) trees.set(file, sourceTree(file, text));
      return trees.get(file);
    },
  };
}

function flattened(symbols: readonly SpecSymbol[]): readonly SpecSymbol[] {
  return symbols.flatMap((symbol) => [symbol, ...flattened(symbol.children)]);
}
