import { spawn, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithParent } from '../verify/endWithParent.ts';
import { onProcessExit } from '../verify/exitHooks.ts';
import { caseProgram, type CaseOrder, type CaseReply } from './caseProgram.ts';
import { StepWatch } from './stepWatch.ts';

/** Time to open the database on a machine that is busy with other things. */
const limits = { startMs: 120_000, heapMb: 768 };

/** Far from UTC: at noon there the day is another one, so that code which counts in the zone of its machine gives another result. */
const timeZone = 'Pacific/Chatham';

/** How an order ended: with everything said, or cut off while the example of that index (-1: the module) was under way. */
export type CaseEnd =
  | { readonly kind: 'done'; readonly rssBytes: number }
  | { readonly kind: 'unloadable'; readonly problem: string }
  | { readonly kind: 'hangs' | 'died'; readonly at: number };

export interface CaseProcessOptions {
  readonly folder: string;
  readonly node: string;
  /** An archive of an empty database to begin with. */
  readonly image: string | undefined;
  /** What loading a module, or one example, may take; longer where the processors are busy. */
  readonly stepMs: number;
}

/** A process that runs examples: it may read the app and its dependencies and nothing else, has no environment but a time zone far from UTC, and makes no code of texts. */
export class CaseProcess {
  readonly #child: ChildProcess;
  readonly #dismiss: () => void;
  #listener: ((reply: CaseReply | { readonly kind: 'ended' }) => void) | undefined;
  #hasEnded = false;
  #errors = '';

  readonly #stepMs: number;

  private constructor({ folder, node, image, stepMs }: CaseProcessOptions) {
    this.#stepMs = stepMs;
    const args = [...argumentsOf(folder, image), '--input-type=module', '-e', caseProgram, '--', `${pathToFileURL(folder).href}/`, image ?? ''];
    this.#child = spawn(node, args, { cwd: folder, env: { TZ: timeZone }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], windowsHide: true, serialization: 'json' });
    const unhook = onProcessExit(() => this.#child.kill('SIGKILL'));
    const dismissGuard = endWithParent(this.#child);
    this.#dismiss = () => {
      unhook();
      dismissGuard();
    };
    this.#child.stderr?.on('data', (chunk: Buffer) => { this.#errors = (this.#errors + chunk.toString('utf8')).slice(-2_000); });
    this.#child.on('message', (message) => { this.#listener?.(message as CaseReply); });
    this.#child.on('error', () => { this.#end(); });
    this.#child.on('close', () => { this.#end(); });
  }

  /** Rejects when the app cannot be opened. */
  static async open(options: CaseProcessOptions): Promise<CaseProcess> {
    const opened = new CaseProcess(options);
    const reply = await opened.#next(limits.startMs);
    if (reply.kind === 'ready') return opened;
    opened.close();
    throw new Error(`Examples cannot be run: ${reply.kind === 'failed' ? reply.problem : opened.#errors.trim() || 'the process ended'}`);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Runs one order to its end; `told` hears what each example says. The process is gone when it hangs. */
  async run(order: CaseOrder, told: (reply: Extract<CaseReply, { readonly kind: 'case' | 'variant' }>) => void): Promise<CaseEnd> {
    let at = -1;
    if (this.#hasEnded || !this.#child.connected) return { kind: 'died', at };
    this.#child.send(order, () => undefined);
    for (;;) {
      const reply = await this.#nextOfStep();
      if (reply.kind === 'ended' || reply.kind === 'late') {
        this.close();
        return { kind: reply.kind === 'late' ? 'hangs' : 'died', at };
      }
      if (!('id' in reply) || reply.id !== order.id) continue;
      if (reply.kind === 'unloadable') return { kind: 'unloadable', problem: reply.problem };
      if (reply.kind === 'done') return { kind: 'done', rssBytes: reply.rssBytes };
      if (reply.kind === 'case' || reply.kind === 'variant') told(reply);
      at += 1;
    }
  }

  close(): void {
    this.#child.kill('SIGKILL');
    this.#end();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#dismiss();
    this.#listener?.({ kind: 'ended' });
  }

  /** Late is what computes for as long as a step may take, or does nothing: not what has to wait for a processor. */
  async #nextOfStep(): Promise<CaseReply | { readonly kind: 'ended' | 'late' }> {
    const watch = new StepWatch(this.#child.pid, this.#stepMs);
    for (;;) {
      const reply = await this.#next(this.#stepMs);
      if (reply.kind !== 'late' || watch.isOver()) return reply;
    }
  }

  #queue: (CaseReply | { readonly kind: 'ended' })[] = [];

  #next(timeoutMs: number): Promise<CaseReply | { readonly kind: 'ended' | 'late' }> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => { done({ kind: 'late' }); }, timeoutMs);
      const done = (reply: CaseReply | { readonly kind: 'ended' | 'late' }): void => {
        clearTimeout(timer);
        this.#listener = (next) => this.#queue.push(next);
        resolve(reply);
      };
      const waiting = this.#queue.shift();
      if (waiting !== undefined) done(waiting);
      else if (this.#hasEnded) done({ kind: 'ended' });
      else this.#listener = done;
    });
  }
}

function argumentsOf(folder: string, image: string | undefined): readonly string[] {
  const readable = [folder, realpathSync(folder), realpathSync(join(folder, 'node_modules')), ...(image === undefined ? [] : [image])];
  return [
    '--permission', ...readable.map((path) => `--allow-fs-read=${path}`), '--disallow-code-generation-from-strings', '--no-addons', '--no-warnings',
    `--max-old-space-size=${String(limits.heapMb)}`, '--stack-size=900',
  ];
}
