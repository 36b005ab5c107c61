import * as vscode from 'vscode';
import type { CompletionKind, SymbolKind } from '../../language/types.ts';
import { isSpecDocument } from '../specs/specIndex.ts';
import type { OfferedCompletion, OutlineSymbol, PlacedEdit } from '../worker/languageRequests.ts';
import type { WorkerClient } from '../workerClient.ts';
import { withSignal } from '../cancellation.ts';
import { locationOf, rangeOf } from './ranges.ts';
import { type SpecTexts, uriOf } from './specTexts.ts';

const selector: vscode.DocumentSelector = [{ language: 'yaml' }, { language: 'json' }, { language: 'jsonc' }];

/** Completion, hover, outline, definitions and quick fixes in specs. Other YAML and JSON files are left alone. */
export function registerLanguageFeatures(worker: WorkerClient, texts: SpecTexts): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(selector, completion(worker, texts), ':', ' ', '.', '"', "'", '/', '#', '-', '[', '{', ','),
    languages.registerHoverProvider(selector, hover(worker, texts)),
    languages.registerDefinitionProvider(selector, definition(worker, texts)),
    languages.registerDocumentSymbolProvider(selector, outline(worker, texts), { label: 'DevMatrix' }),
    languages.registerCodeActionsProvider(selector, quickFixes(worker, texts), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
  );
}

function completion(worker: WorkerClient, texts: SpecTexts): vscode.CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      if (!isSpecDocument(document)) return undefined;
      const path = texts.sync(document);
      const offered = await withSignal(token, (signal) => worker.request('complete', { path, offset: document.offsetAt(position) }, { signal }));
      return offered.map(completionItem);
    },
  };
}

function completionItem(offered: OfferedCompletion, index: number): vscode.CompletionItem {
  const label = offered.detail === undefined ? offered.label : { label: offered.label, description: offered.detail };
  const item = new vscode.CompletionItem(label, completionKinds[offered.kind]);
  item.insertText = offered.format === 'snippet' ? new vscode.SnippetString(offered.insertText) : offered.insertText;
  item.range = rangeOf(offered.replace);
  item.sortText = String(index).padStart(5, '0');
  if (offered.filterText !== undefined) item.filterText = offered.filterText;
  if (offered.documentation !== undefined) item.documentation = new vscode.MarkdownString(offered.documentation);
  if (offered.thenSuggest) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

function hover(worker: WorkerClient, texts: SpecTexts): vscode.HoverProvider {
  return {
    async provideHover(document, position, token) {
      if (!isSpecDocument(document)) return undefined;
      const path = texts.sync(document);
      const found = await withSignal(token, (signal) => worker.request('hover', { path, offset: document.offsetAt(position) }, { signal }));
      return found === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(found.range));
    },
  };
}

function definition(worker: WorkerClient, texts: SpecTexts): vscode.DefinitionProvider {
  return {
    async provideDefinition(document, position, token) {
      if (!isSpecDocument(document)) return undefined;
      const path = texts.sync(document);
      const found = await withSignal(token, (signal) => worker.request('define', { path, offset: document.offsetAt(position) }, { signal }));
      return found?.targets.map((target): vscode.LocationLink => {
        const { uri, range } = locationOf(target);
        return { originSelectionRange: rangeOf(found.origin), targetUri: uri, targetRange: range };
      });
    },
  };
}

function outline(worker: WorkerClient, texts: SpecTexts): vscode.DocumentSymbolProvider {
  return {
    async provideDocumentSymbols(document, token) {
      if (!isSpecDocument(document)) return undefined;
      const path = texts.sync(document);
      const symbols = await withSignal(token, (signal) => worker.request('outline', { path }, { signal }));
      return symbols.map(documentSymbol);
    },
  };
}

function documentSymbol({ name, detail, kind, range, selection, children }: OutlineSymbol): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(name === '' ? '""' : name, detail, symbolKinds[kind], rangeOf(range), rangeOf(selection));
  symbol.children = children.map(documentSymbol);
  return symbol;
}

function quickFixes(worker: WorkerClient, texts: SpecTexts): vscode.CodeActionProvider {
  return {
    async provideCodeActions(document, range, { diagnostics }, token) {
      if (!isSpecDocument(document)) return undefined;
      const path = texts.sync(document);
      const question = { path, start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const offered = await withSignal(token, (signal) => worker.request('fixes', question, { signal }));
      return offered.flatMap((offer) => offer.fixes.map((fix) => {
        const action = new vscode.CodeAction(fix.label, vscode.CodeActionKind.QuickFix);
        action.diagnostics = diagnostics.filter((diagnostic) => diagnostic.code === offer.code && diagnostic.range.isEqual(rangeOf(offer.range)));
        action.isPreferred = fix.isPreferred;
        action.edit = workspaceEdit(fix.edits);
        return action;
      }));
    },
  };
}

function workspaceEdit(edits: readonly PlacedEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { place, text } of edits) edit.replace(uriOf(place.path), rangeOf(place.range), text);
  return edit;
}

const { CompletionItemKind, SymbolKind: Kind } = vscode;

const completionKinds: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  type: CompletionItemKind.TypeParameter,
  entity: CompletionItemKind.Class,
  attribute: CompletionItemKind.Field,
  relation: CompletionItemKind.Reference,
  machine: CompletionItemKind.Module,
  state: CompletionItemKind.EnumMember,
  transition: CompletionItemKind.Event,
  flow: CompletionItemKind.Function,
  event: CompletionItemKind.Event,
  scope: CompletionItemKind.Constant,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  reference: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
};

const symbolKinds: Readonly<Record<SymbolKind, vscode.SymbolKind>> = {
  section: Kind.Namespace,
  entity: Kind.Class,
  attribute: Kind.Field,
  relation: Kind.Interface,
  machine: Kind.Enum,
  state: Kind.EnumMember,
  transition: Kind.Event,
  invariant: Kind.Boolean,
  flow: Kind.Function,
  step: Kind.Operator,
  event: Kind.Event,
  path: Kind.Namespace,
  endpoint: Kind.Method,
  schema: Kind.Class,
  property: Kind.Property,
  component: Kind.Object,
  type: Kind.Struct,
  scope: Kind.Constant,
};
