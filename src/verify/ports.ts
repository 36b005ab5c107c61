import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Json } from '../base/json.ts';

/** One request to the app under test; `path` starts with `/` and holds the query. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back; header names are in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The app under test as its callers see it. Rejects only when no answer came. */
export interface HttpPort {
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface ClockPort {
  /** Milliseconds of a clock that never goes back. */
  elapsedMs(): number;
  /** The instant that tokens are minted for, as seconds since 1970. */
  epochSeconds(): number;
  pause(durationMs: number, signal?: CancelSignal): Promise<void>;
}

export interface CryptoPort {
  /** A compact JWT signed with HS256. */
  signJwt(claims: Readonly<Record<string, Json>>, secret: string): string;
  /** A new secret of at least 32 characters. */
  randomSecret(): string;
  base64(text: string): string;
}

/** A place in a source file of the app that a tool complains about. */
export interface SourceProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly message: string;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

/** One generated test that has run. */
export interface TestResult {
  readonly name: string;
  /** Relative to the app's folder, with `/`. */
  readonly file: string;
  /** False only for a test that failed. */
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly ms: number;
  /** Why it failed; empty when it did not. */
  readonly message: string;
}

/** A run of the generated tests. */
export interface TestRun {
  readonly environment: Readonly<Record<string, string>>;
  /** Only these files, relative to the app's folder; without it all. */
  readonly files?: readonly string[];
  readonly onResult?: (test: TestResult) => void;
}

/** How the app is started. */
export interface Launch {
  readonly environment: Readonly<Record<string, string>>;
  /** Without it a free one. */
  readonly port?: number;
}

export interface TestFailure {
  readonly name: string;
  readonly file: string;
  readonly message: string;
}

export interface StartedApp {
  readonly http: HttpPort;
  readonly baseUrl: string;
  /** Everything that the app wrote so far. */
  output(): string;
  /** Undefined while it runs. */
  exitCode(): number | undefined;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Asks the app to stop and waits; kills it after `timeoutMs`. Gives the exit code, undefined when it was killed. */
  stop(timeoutMs: number): Promise<number | undefined>;
}

/** The generated app's folder and the tools that work on it. */
export interface AppPort {
  /** Makes the dependencies available; rejects with `VerifyError` when that cannot be done. */
  installDependencies(signal: CancelSignal): Promise<{ readonly reused: boolean }>;
  typecheck(signal: CancelSignal): Promise<readonly SourceProblem[]>;
  /** Undefined when the app has no linter. */
  lint(signal: CancelSignal): Promise<readonly SourceProblem[] | undefined>;
  /** Undefined when the app has no tests. */
  test(run: TestRun, signal: CancelSignal): Promise<TestCounts | undefined>;
  /** The files with generated tests, relative to the app's folder, sorted. */
  testFiles(): Promise<readonly string[]>;
  /** Starts the app and returns at once, whether it is ready or not; rejects with `VerifyError` when the wanted port is taken. */
  start(launch: Launch, signal: CancelSignal): Promise<StartedApp>;
  /** The text of a file of the app, undefined when it is not there. */
  readText(path: string): Promise<string | undefined>;
}

/** A server that empty databases can be made in. */
export interface DatabaseServer {
  /** For people: `PostgreSQL 15 (local binaries)`. */
  readonly label: string;
  /** Makes an empty database and gives its `DATABASE_URL`. */
  createDatabase(purpose: string): Promise<string>;
  /** What else an app that uses it is started with. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Drops what was made and stops what was started. */
  close(): Promise<void>;
}

/** Ways to a database; each gives undefined when it is not available here. */
export interface DatabasePort {
  fromUrl(url: string, signal: CancelSignal): Promise<DatabaseServer>;
  local(signal: CancelSignal): Promise<DatabaseServer | undefined>;
  docker(signal: CancelSignal): Promise<DatabaseServer | undefined>;
  embedded(signal: CancelSignal): Promise<DatabaseServer>;
}

export interface VerifyPorts {
  readonly app: AppPort;
  readonly databases: DatabasePort;
  readonly clock: ClockPort;
  readonly crypto: CryptoPort;
  /** How many programs can work at the same time. */
  readonly processors: number;
}

/** A stage that could not be done, worded for people. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';
}
