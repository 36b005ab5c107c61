import { setImmediate as turn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CompletionKind, SymbolKind } from '../../language/types.ts';
import { isSpecDocument } from '../specs/specIndex.ts';
import type { OfferedCompletion, OutlineSymbol, PlacedEdit } from '../worker/languageRequests.ts';
import type { Requests } from '../worker/requests.ts';
import { WorkerFailure, type WorkerClient } from '../workerClient.ts';
import { withSignal } from '../cancellation.ts';
import { locationOf, rangeOf } from './ranges.ts';
import { type SpecTexts, uriOf } from './specTexts.ts';

const selector: vscode.DocumentSelector = [{ language: 'yaml' }, { language: 'json' }, { language: 'jsonc' }];

/** Completion, hover, outline, definitions and quick fixes in specs. Other YAML and JSON files are left alone. */
export function registerLanguageFeatures(worker: WorkerClient, texts: SpecTexts, log: vscode.LogOutputChannel): vscode.Disposable {
  const { languages } = vscode;
  const asker: Asker = { worker, texts, log };
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(selector, completion(asker), ':', ' ', '.', '"', "'", '/', '#', '-', '[', '{', ','),
    languages.registerHoverProvider(selector, hover(asker)),
    languages.registerDefinitionProvider(selector, definition(asker)),
    languages.registerDocumentSymbolProvider(selector, outline(asker), { label: 'DevMatrix' }),
    languages.registerCodeActionsProvider(selector, quickFixes(asker), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
  );
}

interface Asker {
  readonly worker: WorkerClient;
  readonly texts: SpecTexts;
  readonly log: vscode.LogOutputChannel;
}

type QuestionName = 'complete' | 'hover' | 'define' | 'outline' | 'fixes';

interface Asked<N extends QuestionName> {
  readonly document: vscode.TextDocument;
  readonly token: vscode.CancellationToken;
  readonly name: N;
  readonly params: Omit<Requests[N]['params'], 'path'>;
}

/** The answer to a question about a spec; undefined for other files, when nobody waits any more, and after a failure, which the log tells. */
async function ask<N extends QuestionName>({ worker, texts, log }: Asker, { document, token, name, params }: Asked<N>): Promise<Requests[N]['result'] | undefined> {
  if (!isSpecDocument(document)) return undefined;
  const path = texts.sync(document);
  try {
    return await withSignal(token, (signal) => worker.request(name, { ...params, path }, { signal }));
  } catch (error) {
    if (!(error instanceof WorkerFailure) || error.kind !== 'cancelled') log.error(`The spec could not be asked: ${name}.`, error);
    return undefined;
  }
}

function completion(asker: Asker): vscode.CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      const offered = await ask(asker, { document, token, name: 'complete', params: { offset: document.offsetAt(position) } });
      return offered?.map(completionItem);
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

function hover(asker: Asker): vscode.HoverProvider {
  return {
    async provideHover(document, position, token) {
      const found = await ask(asker, { document, token, name: 'hover', params: { offset: document.offsetAt(position) } });
      return found === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(found.range));
    },
  };
}

function definition(asker: Asker): vscode.DefinitionProvider {
  return {
    async provideDefinition(document, position, token) {
      const found = await ask(asker, { document, token, name: 'define', params: { offset: document.offsetAt(position) } });
      return found?.targets.map((target): vscode.LocationLink => {
        const { uri, range } = locationOf(target);
        return { originSelectionRange: rangeOf(found.origin), targetUri: uri, targetRange: range };
      });
    },
  };
}

function outline(asker: Asker): vscode.DocumentSymbolProvider {
  return {
    async provideDocumentSymbols(document, token) {
      const symbols = await ask(asker, { document, token, name: 'outline', params: {} });
      return symbols === undefined ? undefined : documentSymbols(symbols);
    },
  };
}

/** In pieces: thousands of symbols at once would keep the extension host from everything else. */
async function documentSymbols(symbols: readonly OutlineSymbol[]): Promise<vscode.DocumentSymbol[]> {
  const all: vscode.DocumentSymbol[] = [];
  const levels = [{ into: all, symbols }];
  let count = 0;
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const symbol of level.symbols) {
      const made = new DocumentSymbol(symbol.name === '' ? '""' : symbol.name, symbol.detail, symbolKinds[symbol.kind], rangeOf(symbol.range), rangeOf(symbol.selection));
      level.into.push(made);
      if (symbol.children.length > 0) levels.push({ into: made.children, symbols: symbol.children });
      count += 1;
      if (count % symbolsAtOnce === 0) await turn();
    }
  }
  return all;
}

function quickFixes(asker: Asker): vscode.CodeActionProvider {
  return {
    async provideCodeActions(document, range, { diagnostics }, token) {
      const { version } = document;
      const params = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const offered = await ask(asker, { document, token, name: 'fixes', params });
      // Its edits are places in the text that was asked about.
      if (offered === undefined || document.version !== version) return undefined;
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

const { CompletionItemKind, DocumentSymbol, SymbolKind: Kind } = vscode;

const symbolsAtOnce = 250;

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
