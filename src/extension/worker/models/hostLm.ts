import type { LmPort } from '../../../llm/editorModels.ts';
import type { Asker } from '../../channel/asker.ts';
import type { HostRequests } from '../hostRequests.ts';

/** The models of the editor, over the way back to the extension host. */
export function hostLm(host: Pick<Asker<HostRequests>, 'ask'>): LmPort {
  return {
    models: (signal) => host.ask('listEditorModels', {}, { signal }),
    ask: (call, hear, signal) => host.ask('askEditorModel', call, { signal, onProgress: hear }),
  };
}
