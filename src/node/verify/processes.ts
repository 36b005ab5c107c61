import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import { endWithParent } from './endWithParent.ts';
import { onProcessExit } from './exitHooks.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly timeoutMs?: number;
  readonly signal?: CancelSignal;
  /** `low`: other work goes first where processors are scarce. */
  readonly priority?: 'low';
  /** Told of standard output as it comes. */
  readonly onStdout?: (text: string) => void;
}

export interface Finished {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A child whose output is kept (the last megabyte) and which dies with this process. */
export interface Running {
  readonly pid: number | undefined;
  readonly exited: Promise<number | undefined>;
  output(): string;
  exitCode(): number | undefined;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
  onOutput(listener: (text: string) => void): void;
}

/** Runs a command to its end. Rejects when it cannot be started, took longer than `timeoutMs` or was cancelled. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  throwIfCancelled(options.signal);
  const child = spawn(command, [...args], { ...spawnOptions(options), detached: hasGroups });
  if (options.priority === 'low') yieldToOthers(child);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const decoder = new StringDecoder('utf8');
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
    options.onStdout?.(decoder.write(chunk));
  });
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const unhook = onProcessExit(() => { killFamily(child); });
  let stopped: Error | undefined;
  const stop = (reason: Error): void => {
    stopped = reason;
    killFamily(child);
  };
  const cancel = (): void => { stop(new Error('Cancelled.')); };
  options.signal?.addEventListener('abort', cancel);
  const timer = options.timeoutMs === undefined
    ? undefined
    : setTimeout(() => { stop(new Error(`${command} took longer than ${String(options.timeoutMs)} ms.`)); }, options.timeoutMs);
  try {
    const exitCode = await new Promise<number | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => { resolve(code ?? undefined); });
    });
    if (stopped !== undefined) throw stopped;
    return { exitCode, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    unhook();
  }
}

/** Starts a command that goes on in the background. A command that cannot be started counts as exited. */
export function start(command: string, args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(command, [...args], spawnOptions(options));
  const output = new Tail(1_000_000);
  const listeners: ((text: string) => void)[] = [];
  const take = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    output.add(text);
    for (const listener of listeners) listener(text);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const unhook = onProcessExit(() => child.kill('SIGKILL'));
  const dismiss = endWithParent(child);
  let done = false;
  let code: number | undefined;
  const exited = new Promise<number | undefined>((resolve) => {
    const finish = (exitCode: number | undefined): void => {
      done = true;
      code = exitCode;
      unhook();
      dismiss();
      resolve(exitCode);
    };
    child.once('error', (error) => {
      output.add(`${error.message}\n`);
      finish(127);
    });
    child.once('close', (exitCode) => { finish(exitCode ?? undefined); });
  });
  return {
    pid: child.pid,
    exited,
    output: () => output.text(),
    exitCode: () => code,
    hasExited: () => done,
    kill: (signal) => { killQuietly(child, signal); },
    onOutput: (listener) => { listeners.push(listener); },
  };
}

/** Throws when the work was cancelled before it began. */
function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true) throw new Error('Cancelled.');
}

function spawnOptions(options: RunOptions): SpawnOptions {
  return {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  };
}

function yieldToOthers(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not allowed here, or ended already: it goes on as it is.
  }
}

/** Where processes have groups, a command that runs to its end has one of its own, so that its children end with it: compilers and package managers start some. */
const hasGroups = process.platform !== 'win32';

function killFamily(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (hasGroups) process.kill(-child.pid, 'SIGKILL');
    else spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true });
  } catch {
    child.kill('SIGKILL');
  }
}

function killQuietly(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}

/** The last `limit` characters of a text that grows. */
class Tail {
  readonly #limit: number;
  #text = '';

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#text = (this.#text + text).slice(-this.#limit);
  }

  text(): string {
    return this.#text;
  }
}
