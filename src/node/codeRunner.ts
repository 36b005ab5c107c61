import { Worker } from 'node:worker_threads';
import type { CancelSignal } from '../base/cancelSignal.ts';
import type { Json } from '../base/json.ts';
import type { CodeCase } from '../llm/benchmark/benchmarkTask.ts';
import type { CaseOutcome, CodeRunner } from '../llm/benchmark/codeRunner.ts';

/** Time for all cases of one answer, and for the thread around them. */
const limits = { codeMs: 1_000, threadMs: 4_000, heapMb: 64, resultChars: 200_000 };

interface Order {
  readonly code: string;
  readonly functionName: string;
  /** JSON of each case's list of arguments. */
  readonly cases: readonly string[];
  readonly codeMs: number;
}

/**
 * What runs in the thread. The code of the model and the code around it are one script in a context of its own, which has nothing of Node: only strings go in, and
 * one string comes out, so that no object of this program can be reached from there. `eval` and WebAssembly are off.
 */
const program = `'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const vm = require('node:vm');
const { code, functionName, cases, codeMs } = workerData;
const around = [
  '(() => { const $parse = JSON.parse, $write = JSON.stringify, $text = String, $cases = ' + JSON.stringify(cases) + ';',
  'let $found; try { $found = (() => { ' + code + '\\n; return ' + functionName + '; })(); } catch (error) { let text = "it fails when it is loaded"; try { text = $text(error); } catch {} return $write({ failed: text }); }',
  'return $write($cases.map((one) => { try { const result = $found(...$parse(one)); return { result: result === undefined ? null : result }; } catch (error) { let text = "it fails"; try { text = $text(error); } catch {} return { failed: text }; } })); })()',
].join('\\n');
let answer;
try {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false }, microtaskMode: 'afterEvaluate' });
  answer = new vm.Script(around, { filename: 'answer.js' }).runInContext(context, { timeout: codeMs });
} catch (error) {
  answer = undefined;
  parentPort.postMessage({ failed: error !== null && typeof error === 'object' && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'it takes too long' : 'it does not run' });
}
if (typeof answer === 'string') parentPort.postMessage({ answer });
else if (answer !== undefined) parentPort.postMessage({ failed: 'it does not run' });
`;

/** Runs the code of models in a thread that is thrown away: no files, network, processes or timers; 64 MB of heap; one second. */
export const threadCodeRunner: CodeRunner = {
  async run(code, functionName, cases, signal) {
    const reply = await runThread({ code, functionName, cases: cases.map((one) => JSON.stringify(one.arguments)), codeMs: limits.codeMs }, signal);
    return typeof reply === 'string' ? readOutcomes(reply, cases) : cases.map(() => ({ kind: 'failed', message: reply.failed }));
  },
};

function runThread(order: Order, signal: CancelSignal): Promise<string | { readonly failed: string }> {
  return new Promise((resolve) => {
    const thread = new Worker(program, {
      eval: true,
      workerData: order,
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    const end = (reply: string | { readonly failed: string }): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
      resolve(reply);
      void thread.terminate();
    };
    const cancelled = (): void => { end({ failed: 'cancelled' }); };
    const timer = setTimeout(() => { end({ failed: 'it takes too long' }); }, limits.threadMs);
    signal.addEventListener('abort', cancelled);
    thread.on('message', (message: { readonly answer?: string; readonly failed?: string }) => { end(message.answer ?? { failed: message.failed ?? 'it does not run' }); });
    thread.on('error', () => { end({ failed: 'it takes too much memory' }); });
    thread.on('exit', () => { end({ failed: 'it ended its thread' }); });
    if (signal.aborted) cancelled();
  });
}

/** Whatever the code made of the reply, each case gets an outcome. */
function readOutcomes(reply: string, cases: readonly CodeCase[]): readonly CaseOutcome[] {
  const read = reply.length > limits.resultChars ? { failed: 'its results are too large' } : parse(reply);
  const list = Array.isArray(read) ? (read as readonly unknown[]) : [];
  const all = failureOf(read);
  return cases.map((_, index) => outcomeOf(list[index], all));
}

function outcomeOf(item: unknown, all: string | undefined): CaseOutcome {
  const failure = all ?? failureOf(item);
  if (failure !== undefined || typeof item !== 'object' || item === null || !('result' in item)) return { kind: 'failed', message: failure ?? 'no result' };
  return { kind: 'result', result: item.result as Json };
}

function failureOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'failed' in value && typeof value.failed === 'string' ? value.failed.slice(0, 200) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { failed: 'its results are no JSON' };
  }
}
