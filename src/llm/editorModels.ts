import type { CancelSignal } from '../base/cancelSignal.ts';

/** The provider that stands for the models of the editor itself, in settings and in the ledger. */
export const editorProviderId = 'vscode';

/** A model that the editor offers. It tells neither its price nor how long its answers may be. */
export interface EditorModel {
  /** Whose extension brings it, such as `copilot`. */
  readonly vendor: string;
  /** Unique with its vendor. */
  readonly id: string;
  readonly name: string;
  readonly maxInputTokens: number;
}

/** One answer that is wanted. There are no instructions: they are the first message of the person. */
export interface EditorModelCall {
  readonly vendor: string;
  readonly id: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
}

/** `consent`: the editor is about to ask the person. `started`: the model was reached. `text`: a piece of its answer. */
export type EditorModelNews =
  | { readonly kind: 'consent' | 'started' }
  | { readonly kind: 'text'; readonly text: string };

/** How a call ended. Tokens are those that the model's own counter counts, where it does. */
export type EditorModelEnd =
  /** `otherParts`: pieces that are no text, such as calls of tools. */
  | { readonly kind: 'ended'; readonly otherParts: number; readonly tokens: EditorModelTokens | undefined }
  /** `code`: the name of VS Code's error: `NoPermissions`, `Blocked`, `NotFound`, `Unknown`, or another. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly tokens: EditorModelTokens | undefined };

export interface EditorModelTokens {
  readonly input: number;
  readonly output: number;
}

/** The way to the models of the editor (`vscode.lm`). Both reject when the call is cancelled, or the editor does not answer. */
export interface LmPort {
  models(signal: CancelSignal): Promise<readonly EditorModel[]>;
  ask(call: EditorModelCall, hear: (news: EditorModelNews) => void, signal: CancelSignal): Promise<EditorModelEnd>;
}
