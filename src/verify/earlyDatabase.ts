import type { CancelSignal } from '../base/cancelSignal.ts';
import type { DatabasePort } from './ports.ts';

/** Databases whose local server is being started. */
export interface EarlyDatabases extends DatabasePort {
  /** Stops the server unless somebody has taken it, who then closes it. */
  leave(): Promise<void>;
}

/** The same databases; a local server is started at once, while the app that will use it is still being written. */
export function startedEarly(databases: DatabasePort, signal: CancelSignal): EarlyDatabases {
  const starting = databases.local(signal);
  // Whoever takes it is told of a failure; when nobody does, it does not matter.
  starting.catch(() => undefined);
  let isTaken = false;
  return {
    fromUrl: (url, cancelled) => databases.fromUrl(url, cancelled),
    docker: (cancelled) => databases.docker(cancelled),
    embedded: (cancelled) => databases.embedded(cancelled),
    local(cancelled) {
      if (isTaken) return databases.local(cancelled);
      isTaken = true;
      return starting;
    },
    async leave() {
      if (isTaken) return;
      isTaken = true;
      const server = await starting.catch(() => undefined);
      await server?.close();
    },
  };
}
