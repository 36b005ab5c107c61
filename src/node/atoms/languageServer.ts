import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { endWithParent } from '../verify/endWithParent.ts';
import { onProcessExit } from '../verify/exitHooks.ts';

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a language server says of a place in a file; lines count from 0. */
export interface ServerDiagnostic {
  readonly range: { readonly start: { readonly line: number } };
  /** 1 is an error. */
  readonly severity?: number;
  readonly code?: number | string;
  readonly message: string;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly items?: readonly unknown[] };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A language server as a child process, over its standard input and output; it dies with this process. */
export class LanguageServer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, Waiting>();
  readonly #dismiss: () => void;
  #received: Buffer = Buffer.alloc(0);
  #last = 0;
  #ended: Error | undefined;

  constructor({ command, args, cwd, env }: ServerCommand) {
    this.#child = spawn(command, [...args], { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const unhook = onProcessExit(() => this.#child.kill('SIGKILL'));
    const dismissGuard = endWithParent(this.#child);
    this.#dismiss = () => {
      unhook();
      dismissGuard();
    };
    this.#child.stdout.on('data', (chunk: Buffer) => { this.#take(chunk); });
    this.#child.stderr.resume();
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => { this.#end(error); });
    this.#child.on('close', () => { this.#end(new Error('The type checker ended.')); });
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Rejects when the server ends, answers with an error, or takes longer than `timeoutMs`, which ends it. */
  async request(method: string, params: unknown, timeoutMs: number): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#last += 1;
    const id = this.#last;
    const timer = setTimeout(() => { this.kill(new Error(`The type checker took longer than ${String(timeoutMs)} ms.`)); }, timeoutMs);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#send({ jsonrpc: '2.0', id, method, params });
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  notify(method: string, params: unknown): void {
    if (this.#ended === undefined) this.#send({ jsonrpc: '2.0', method, params });
  }

  kill(reason = new Error('The type checker was closed.')): void {
    this.#end(reason);
    this.#child.kill('SIGKILL');
  }

  #end(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#dismiss();
    for (const { reject } of this.#waiting.values()) reject(reason);
  }

  #send(message: object): void {
    const text = JSON.stringify(message);
    this.#child.stdin.write(`Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`);
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const head = this.#received.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('latin1', 0, head))?.[1] ?? 0);
      const end = head + 4 + length;
      if (this.#received.length < end) return;
      const message = JSON.parse(this.#received.toString('utf8', head + 4, end)) as Message;
      this.#received = this.#received.subarray(end);
      this.#answer(message);
    }
  }

  #answer({ id, method, params, result, error }: Message): void {
    if (id === undefined) return;
    // Its own questions are about settings and registrations: there are none.
    if (method !== undefined) {
      this.#send({ jsonrpc: '2.0', id, result: method === 'workspace/configuration' ? (params?.items ?? []).map(() => null) : null });
      return;
    }
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}
