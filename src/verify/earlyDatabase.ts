import type { CancelSignal } from '../base/cancelSignal.ts';
import type { DatabasePort, DatabaseServer } from './ports.ts';

/** Databases whose local server is being started. */
export interface EarlyDatabases extends DatabasePort {
  /** Stops the server unless somebody has taken it, who then closes it. */
  leave(): Promise<void>;
}

/** The same databases; a local server is started and its first database made at once, while the app that will use them is still being written. */
export function startedEarly(databases: DatabasePort, signal: CancelSignal): EarlyDatabases {
  const starting = databases.local(signal).then((server) => (server === undefined ? undefined : withDatabaseMade(server)));
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

/** The server with an empty database that nobody has asked for yet. */
function withDatabaseMade(server: DatabaseServer): DatabaseServer {
  let made: Promise<string> | undefined = server.createDatabase('smoke');
  const isMade = made.then(() => undefined, () => undefined);
  return {
    ...server,
    createDatabase(purpose) {
      const ready = made;
      made = undefined;
      // What could not be made early may be there by the time that it is needed.
      return ready === undefined ? server.createDatabase(purpose) : ready.catch(() => server.createDatabase(purpose));
    },
    async close() {
      await isMade;
      await server.close();
    },
  };
}
