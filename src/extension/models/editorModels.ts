import * as vscode from 'vscode';
import type { EditorModelCall, EditorModelEnd, EditorModelNews, EditorModelTokens } from '../../llm/editorModels.ts';
import type { Handlers } from '../channel/answerer.ts';
import type { HostRequests } from '../worker/hostRequests.ts';

/** How long the counter of a model may take; without it tokens are counted by us. */
const countMs = 2_000;

/** The models of VS Code itself for the thread that calls models. Only the calls are made here; what they mean is decided there. */
export function editorModelHandlers(access: vscode.LanguageModelAccessInformation): Handlers<HostRequests> {
  return {
    listEditorModels: async () => (await vscode.lm.selectChatModels()).map(({ vendor, id, name, maxInputTokens }) => ({ vendor, id, name, maxInputTokens })),
    askEditorModel: (call, { signal, progress }) => askModel(call, { access, signal, tell: progress }),
  };
}

interface Asking {
  readonly access: vscode.LanguageModelAccessInformation;
  readonly signal: AbortSignal;
  readonly tell: (news: EditorModelNews) => void;
}

async function askModel({ vendor, id, messages }: EditorModelCall, { access, signal, tell }: Asking): Promise<EditorModelEnd> {
  const [model] = await vscode.lm.selectChatModels({ vendor, id });
  if (model === undefined) return { kind: 'failed', code: 'NotFound', message: `VS Code has no model ${id} of ${vendor}.`, tokens: undefined };
  const source = new vscode.CancellationTokenSource();
  // A model that does not look at its token must not hold anybody up.
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => {
      source.cancel();
      reject(new vscode.CancellationError());
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  aborted.catch(() => undefined);
  const heard: Heard = { text: '', otherParts: 0 };
  try {
    if (access.canSendRequest(model) !== true) tell({ kind: 'consent' });
    const chat = messages.map(({ role, text }) => (role === 'user' ? vscode.LanguageModelChatMessage.User(text) : vscode.LanguageModelChatMessage.Assistant(text)));
    await Promise.race([aborted, stream({ model, chat, token: source.token }, heard, tell)]);
    return { kind: 'ended', otherParts: heard.otherParts, tokens: await Promise.race([aborted, tokensOf(model, messages, heard.text)]) };
  } catch (error) {
    if (signal.aborted) throw error;
    const code = codeOf(error);
    return { kind: 'failed', code, message: wordsOf(error), tokens: code === 'Unknown' || heard.text !== '' ? await tokensOf(model, messages, heard.text) : undefined };
  } finally {
    source.dispose();
  }
}

interface Heard {
  text: string;
  otherParts: number;
}

async function stream({ model, chat, token }: { readonly model: vscode.LanguageModelChat; readonly chat: vscode.LanguageModelChatMessage[]; readonly token: vscode.CancellationToken }, heard: Heard, tell: (news: EditorModelNews) => void): Promise<void> {
  const justification = vscode.l10n.t('DevMatrix asks models for what a specification says in words alone, and for answers to your questions.');
  const response = await model.sendRequest(chat, { justification }, token);
  tell({ kind: 'started' });
  for await (const part of response.stream) {
    if (token.isCancellationRequested) return;
    if (part instanceof vscode.LanguageModelTextPart) {
      heard.text += part.value;
      tell({ kind: 'text', text: part.value });
    } else heard.otherParts += 1;
  }
}

/** By the model's own counter; undefined when it does not count, or not in time. */
async function tokensOf(model: vscode.LanguageModelChat, messages: EditorModelCall['messages'], answer: string): Promise<EditorModelTokens | undefined> {
  const count = async (text: string): Promise<number> => (text === '' ? 0 : model.countTokens(text));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => { resolve(undefined); }, countMs); });
  try {
    const all = Promise.all([count(answer), ...messages.map(({ text }) => count(text))]);
    const counted = await Promise.race([late, all.catch(() => undefined)]);
    if (counted === undefined) return undefined;
    const [output, ...input] = counted;
    return { input: input.reduce((sum, tokens) => sum + tokens, 0), output };
  } finally {
    clearTimeout(timer);
  }
}

/** The name of VS Code's error; what a model's own extension throws is `Unknown`. */
function codeOf(error: unknown): string {
  if (error instanceof vscode.LanguageModelError) return error.code === '' ? 'Unknown' : error.code;
  return error instanceof Error ? error.name : 'Error';
}

/** With the cause, which says more; for the log alone. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
