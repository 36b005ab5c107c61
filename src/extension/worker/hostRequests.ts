import type { EditorModel, EditorModelCall, EditorModelEnd, EditorModelNews } from '../../llm/editorModels.ts';

/** What a worker asks of the editor, because only the extension host can do it: name -> what is sent, what comes back, what is told on the way. Plain data only. */
export interface HostRequests {
  /** The models that VS Code offers now. */
  readonly listEditorModels: { readonly params: Record<string, never>; readonly result: readonly EditorModel[]; readonly progress: never };
  /** One answer of one of them; VS Code itself asks the person for consent. */
  readonly askEditorModel: { readonly params: EditorModelCall; readonly result: EditorModelEnd; readonly progress: EditorModelNews };
}
