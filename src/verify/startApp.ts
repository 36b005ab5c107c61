import type { CancelSignal } from '../base/cancelSignal.ts';
import type { ApplicationIR } from '../ir/application.ts';
import { type DatabaseServer, type StartedApp, type VerifyPorts, VerifyError } from './ports.ts';
import type { VerifyEvent } from './report.ts';
import { type Role, rolesOf } from './roles.ts';
import { becomeReady, defaultBootTimeoutMs, lastLines } from './runningApp.ts';
import { StageClock } from './stageClock.ts';
import { type Credentials, CredentialMint, apiKeyTable, basicUserTable } from './smoke/credentials.ts';

export interface StartOptions {
  /** `postgres://...`; without it the app keeps its data in the folder `.data` of its own. */
  readonly databaseUrl?: string;
  /** Where it listens, on 127.0.0.1; without it on a free port. */
  readonly port?: number;
  /** `keep`: as it is; `seed` (the default): the spec's rows are inserted while the tables are empty. */
  readonly data?: 'keep' | 'seed';
  /** How long the app may take to be ready; default 90,000 ms. */
  readonly bootTimeoutMs?: number;
  /** Told of the stages `dependencies` and `boot`. */
  readonly onEvent?: (event: VerifyEvent) => void;
}

/** The app, running for a person who tries it out. */
export interface RunningApp {
  /** `http://127.0.0.1:<port>`, without the base path. */
  readonly url: string;
  /** Where its data is, for people. */
  readonly database: string;
  /** Who can call it: the roles that the spec's scopes make. Empty when it needs no credentials. */
  readonly roles: readonly Role[];
  /** Everything that the app wrote so far (the last megabyte). */
  output(): string;
  /** Undefined while it runs. */
  exitCode(): number | undefined;
  /** Resolves when the app has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Asks the app to stop, waits, and kills it after 10 s. */
  stop(): Promise<void>;
  /** A JWT for that role, valid for a day; undefined when the app takes no tokens. */
  bearerToken(role: Role): string | undefined;
  /** The headers and query parameters that show the role to the app, whichever schemes it has. */
  credentials(role: Role): Credentials;
}

/** The key that the app itself falls back to in development: a token outlives a restart, also one by hand. */
const developmentSecret = 'development-secret-that-everybody-knows';

const dayInSeconds = 86_400;

/**
 * Runs the generated app for a person: on its own data, which stays, until `stop` or the signal ends it.
 * Rejects with `VerifyError`, worded for people, when Node, npm or the database is missing, the port is taken,
 * the app does not become ready, or the start was cancelled; then nothing is left running.
 */
export async function startApp(application: ApplicationIR, ports: VerifyPorts, options: StartOptions, signal: CancelSignal): Promise<RunningApp> {
  const clock = new StageClock(ports.clock, options.onEvent);
  try {
    await clock.stage('dependencies', async () => {
      const { reused } = await ports.app.installDependencies(signal);
      return { value: undefined, ok: true, summary: reused ? 'there already' : 'installed' };
    });
    const database = await databaseOf(ports, options, signal);
    const roles = rolesOf(application);
    const app = await ports.app.start({ environment: environmentOf(application, roles, { ...options, url: database.url }), ...(options.port === undefined ? {} : { port: options.port }) }, signal);
    await clock.stage('boot', async () => {
      await ready(app, ports, options, signal);
      return { value: undefined, ok: true, summary: app.baseUrl };
    });
    return runningApp({ application, ports, app, roles, database: database.label, signal });
  } catch (error) {
    if (signal.aborted) throw new VerifyError('Cancelled.');
    throw error;
  }
}

/** The server is asked first, so that a wrong URL is told in its own words. */
async function databaseOf(ports: VerifyPorts, { databaseUrl = '' }: StartOptions, signal: CancelSignal): Promise<{ readonly url: string; readonly label: string }> {
  if (databaseUrl === '') return { url: 'pglite:.data', label: 'PGlite (folder .data of the app)' };
  const server: DatabaseServer = await ports.databases.fromUrl(databaseUrl, signal);
  await server.close();
  return { url: databaseUrl, label: server.label };
}

function environmentOf(application: ApplicationIR, roles: readonly Role[], options: StartOptions & { readonly url: string }): Readonly<Record<string, string>> {
  const callers = roles.map(({ caller }) => caller);
  return {
    NODE_ENV: 'development',
    DATABASE_URL: options.url,
    SEED: options.data === 'keep' ? 'false' : 'true',
    JWT_SECRET: developmentSecret,
    JWT_ISSUER: application.name,
    JWT_AUDIENCE: application.name,
    API_KEYS: JSON.stringify(apiKeyTable(callers)),
    BASIC_USERS: JSON.stringify(basicUserTable(callers)),
  };
}

/** Rejects when the app does not become ready; then it is stopped. */
async function ready(app: StartedApp, ports: VerifyPorts, options: StartOptions, signal: CancelSignal): Promise<void> {
  const { problem } = await becomeReady(app, ports, options.bootTimeoutMs ?? defaultBootTimeoutMs, signal);
  if (problem === undefined) return;
  await app.stop(2000);
  throw new VerifyError(`${problem}\n${lastLines(app.output())}`.trim());
}

interface Started {
  readonly application: ApplicationIR;
  readonly ports: VerifyPorts;
  readonly app: StartedApp;
  readonly roles: readonly Role[];
  readonly database: string;
  readonly signal: CancelSignal;
}

function runningApp({ application, ports, app, roles, database, signal }: Started): RunningApp {
  // Made anew each time: tokens age.
  const mint = (): CredentialMint => new CredentialMint({ application, crypto: ports.crypto, clock: ports.clock, secret: developmentSecret, lifetimeSeconds: dayInSeconds });
  const takesTokens = application.auth.schemes.some(({ kind }) => kind === 'jwt');
  const stop = async (): Promise<void> => {
    signal.removeEventListener('abort', cancel);
    await app.stop(10_000);
  };
  const cancel = (): void => { void stop(); };
  signal.addEventListener('abort', cancel);
  const ended = app.ended.then(() => { signal.removeEventListener('abort', cancel); });
  return {
    url: app.baseUrl, database, roles, ended, stop,
    output: () => app.output(),
    exitCode: () => app.exitCode(),
    bearerToken: ({ caller }) => (takesTokens ? mint().token(caller) : undefined),
    credentials: ({ caller }) => mint().ofAllSchemes(caller),
  };
}
