import * as ts from 'typescript';
import { LineIndex } from '../../src/base/span.ts';
import { nodesIn, parse } from './app.ts';
import type { Mutant } from './mutants.ts';

/** Lines around a change that a repair may well replace. */
const distance = 4;
const mostInFile = 12;

/** The mutant's files with comments, each on a line of its own, as somebody may have written them next to the defect. */
export function marked({ texts, place }: Mutant): { readonly texts: ReadonlyMap<string, string | undefined>; readonly markers: readonly string[] } {
  const markers: string[] = [];
  const result = new Map<string, string | undefined>();
  for (const [path, text] of texts) {
    const edits = place.edits.filter(({ file }) => file === path).sort((a, b) => a.start - b.start);
    result.set(path, text === undefined || edits.length === 0 ? text : markedText(path, text, edits, markers));
  }
  return { texts: result, markers };
}

function markedText(path: string, text: string, edits: Mutant['place']['edits'], markers: string[]): string {
  const index = new LineIndex(text);
  const changed: [number, number][] = [];
  let shift = 0;
  for (const edit of edits) {
    const start = edit.start + shift;
    changed.push([index.positionAt(start).line - distance, index.positionAt(start + edit.text.length).line + distance]);
    shift += edit.text.length - (edit.end - edit.start);
  }
  const lines = text.split('\n');
  const free = startsOf(path, text).map((offset) => index.positionAt(offset).line).filter((line) => changed.every(([from, to]) => line < from || line > to));
  const step = Math.max(1, Math.floor(free.length / mostInFile));
  const chosen = [...new Set(free.filter((_, at) => at % step === 0))].sort((a, b) => b - a);
  for (const line of chosen) {
    const marker = `${path.endsWith('.sql') ? '--' : '//'} kept by hand ${String(markers.length)}`;
    markers.push(marker);
    lines.splice(line - 1, 0, `${/^\s*/.exec(lines[line - 1] ?? '')?.[0] ?? ''}${marker}`);
  }
  return lines.join('\n');
}

/** Where a line may be put: before statements and properties that begin a line, and before the statements of a migration. */
function startsOf(path: string, text: string): number[] {
  const startsLine = (offset: number): boolean => /(?:^|\n)\s*$/.test(text.slice(0, offset));
  if (path.endsWith('.sql')) return [...text.matchAll(/^(?:create|alter)|^ {2}(?:"|constraint)/gm)].map(({ index }) => index);
  if (!path.endsWith('.ts')) return [];
  return nodesIn(parse(path, text), (node): node is ts.Node => (ts.isStatement(node) && !ts.isBlock(node)) || ts.isObjectLiteralElementLike(node)).map((node) => node.getStart()).filter((offset) => offset > 0 && startsLine(offset));
}
