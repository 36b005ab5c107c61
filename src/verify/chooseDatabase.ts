import type { CancelSignal } from '../base/cancelSignal.ts';
import { type DatabasePort, type DatabaseServer, VerifyError } from './ports.ts';

/** Where the app under test keeps its data. `auto`: the URL when there is one, else local binaries, else embedded. */
export type DatabaseChoice =
  | { readonly kind: 'auto'; readonly url?: string }
  | { readonly kind: 'local' }
  | { readonly kind: 'docker' }
  | { readonly kind: 'embedded' };

/** What a person wrote: `auto` or nothing, `local`, `docker`, `embedded`, or a `postgres://` URL; undefined when it is none of these. */
export function databaseChoiceOf(words: string, fallbackUrl = ''): DatabaseChoice | undefined {
  switch (words) {
    case 'local':
    case 'docker':
    case 'embedded':
      return { kind: words };
    case '':
    case 'auto':
      return { kind: 'auto', url: fallbackUrl };
    default:
      return /^postgres(ql)?:\/\//.test(words) ? { kind: 'auto', url: words } : undefined;
  }
}

/** Opens the chosen database; rejects with `VerifyError` when what was asked for is not here. */
export async function chooseDatabase(databases: DatabasePort, choice: DatabaseChoice, signal: CancelSignal): Promise<DatabaseServer> {
  switch (choice.kind) {
    case 'auto':
      if (choice.url !== undefined && choice.url !== '') return databases.fromUrl(choice.url, signal);
      return (await databases.local(signal)) ?? databases.embedded(signal);
    case 'local':
      return present(await databases.local(signal), 'No PostgreSQL binaries (initdb, postgres) were found on this machine.');
    case 'docker':
      return present(await databases.docker(signal), 'No Docker engine answers.');
    case 'embedded':
      return databases.embedded(signal);
  }
}

function present(server: DatabaseServer | undefined, otherwise: string): DatabaseServer {
  if (server === undefined) throw new VerifyError(otherwise);
  return server;
}
