import * as vscode from 'vscode';
import type { Place, TextRange } from '../worker/languageRequests.ts';
import { uriOf } from './specTexts.ts';

const { Range } = vscode;

export function rangeOf({ start, end }: TextRange): vscode.Range {
  return new Range(start.line, start.character, end.line, end.character);
}

export function locationOf({ path, range }: Place): vscode.Location {
  return new vscode.Location(uriOf(path), rangeOf(range));
}
