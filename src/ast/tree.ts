import * as ts from 'typescript';
import { RecentTexts } from '../base/recentTexts.ts';

/** A few files: what is asked of a text is mostly asked right after another question about it. */
const kept = new RecentTexts<ts.SourceFile>(200_000);

/** A file as a tree whose nodes know their parents. */
export function treeOf(path: string, text: string): ts.SourceFile {
  return kept.get(path, text, () => parsed(path, text, { parents: true }));
}

/** A file as a tree for reading it once. */
export function treeToRead(path: string, text: string): ts.SourceFile {
  return kept.find(path, text) ?? parsed(path, text, { parents: false });
}

function parsed(path: string, text: string, { parents }: { readonly parents: boolean }): ts.SourceFile {
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  return ts.createSourceFile(path, text, options, parents, ts.ScriptKind.TS);
}
