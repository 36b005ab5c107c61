import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { VerifyPorts } from '../../verify/ports.ts';
import { openAppFolder } from './appFolder.ts';
import { openDatabases } from './databases.ts';
import { systemClock, systemCrypto } from './systemPorts.ts';

/** Everything that `verifyApp` needs of this machine, for the app in `appDir`. */
export function openVerifyPorts(appDir: string): VerifyPorts {
  const folder = resolve(appDir);
  return { app: openAppFolder(folder), databases: openDatabases(folder), clock: systemClock, crypto: systemCrypto, processors: availableParallelism() };
}
