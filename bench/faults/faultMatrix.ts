import type { CallLimits, ModelCall } from '../../src/llm/modelCall.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import type { ModelOutcome } from '../../src/llm/outcome.ts';
import type { Provider } from '../../src/llm/provider.ts';
import type { TimePort } from '../../src/llm/ports.ts';
import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { ProviderOptions } from '../../src/llm/providers/providerOptions.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { isFaultName } from '../../test/provider-server/faults.ts';
import { startProviderServer } from '../../test/provider-server/providerServer.ts';
import { protocolNames } from '../../test/provider-server/types.ts';
import type { ProtocolName, ProviderServer } from '../../test/provider-server/types.ts';
import { expectedFor, expectedOutcomes, matrixFaults } from './expectedOutcomes.ts';
import type { Delivery, Expected, MatrixFault } from './expectedOutcomes.ts';

export interface FaultResult {
  readonly fault: MatrixFault;
  readonly protocol: ProtocolName;
  readonly delivery: Delivery;
  readonly expected: Expected;
  readonly outcome: ModelOutcome;
  readonly elapsedMs: number;
  /** Sentences; none when all is as it must be. */
  readonly wrong: readonly string[];
}

export const deliveries: readonly Delivery[] = ['stream', 'whole'];
/** What every whole answer says. */
const wholeText = Array.from({ length: 12 }, (_, index) => `Line ${index}: — “ünï” 🌍 text that must arrive whole.`).join('\n');
/** What a noisy machine may add to a limit. */
const slackMs = 3_000;
const patient: CallLimits = { firstByteMs: 20_000, idleMs: 20_000, totalMs: 30_000 };
const hasty: CallLimits = { firstByteMs: 150, idleMs: 150, totalMs: 400 };

/** Plays every fault to every adapter, streaming and not, over real HTTP on this machine. */
export async function runFaultMatrix(faults: readonly MatrixFault[] = matrixFaults): Promise<readonly FaultResult[]> {
  const server = await startProviderServer({ rules: [{ answer: wholeText }] });
  try {
    const results: FaultResult[] = [];
    for (const fault of faults) {
      const cells = protocolNames.flatMap((protocol) => deliveries.map((delivery) => ({ fault, protocol, delivery })));
      results.push(...await Promise.all(cells.map((cell) => play(server, cell))));
    }
    return results;
  } finally {
    await server.close();
  }
}

interface Cell {
  readonly fault: MatrixFault;
  readonly protocol: ProtocolName;
  readonly delivery: Delivery;
}

async function play(server: ProviderServer, cell: Cell): Promise<FaultResult> {
  const { fault, protocol, delivery } = cell;
  const left = new Leftovers();
  const provider = await providerFor(server, cell, left.time);
  const limits = expectedOutcomes[fault].waits === true ? hasty : patient;
  const heard: string[] = [];
  const startedAt = performance.now();
  const outcome = await provider.call(callFor(limits, (text) => {
    heard.push(text);
    if (fault === 'cancelledMidway') left.abort();
  }), left.signalFor(fault));
  const elapsedMs = performance.now() - startedAt;
  const expected = expectedFor(fault, protocol, delivery);
  const result = { ...cell, expected, outcome, elapsedMs };
  return { ...result, wrong: [...wrongs(result, heard.join('')), ...left.wrongs(), ...(elapsedMs > limits.totalMs + slackMs ? [`took ${Math.round(elapsedMs)} ms`] : [])] };
}

function wrongs({ fault, expected, outcome }: Omit<FaultResult, 'wrong'>, heard: string): readonly string[] {
  const found: string[] = [];
  const cause = outcome.kind === 'ok' ? undefined : outcome.cause;
  const ended = cause === undefined ? outcome.kind : `${outcome.kind}/${cause}`;
  if (ended !== expected) found.push(`ended in ${ended} instead of ${expected}`);
  if (outcome.kind === 'ok') {
    if (outcome.text !== wholeText) found.push('SILENT TRUNCATION: the answer is not whole');
    if (outcome.text !== heard) found.push('what was heard is not the answer');
    if (outcome.usage.output === 0) found.push('no usage');
    return found;
  }
  const isPlayedText = outcome.kind !== 'refused' && outcome.partialText !== undefined;
  if (isPlayedText && !wholeText.startsWith(outcome.partialText.slice(0, 40))) found.push('the partial text is none of the answer');
  if (outcome.detail.includes('0123456789abcdef')) found.push('a key is in the detail');
  const wanted = expectedOutcomes[fault].retryAfterMs;
  if (wanted === undefined ? outcome.retryAfterMs !== undefined : Math.abs((outcome.retryAfterMs ?? -Infinity) - wanted) > (fault === 'rateLimitedDate' ? 1_500 : 0)) {
    found.push(`retry after ${outcome.retryAfterMs} instead of ${wanted}`);
  }
  return found;
}

async function providerFor(server: ProviderServer, { fault, protocol, delivery }: Cell, time: TimePort): Promise<Provider> {
  // Waiting for headers and cancelling midway need a server that holds back.
  const played = fault === 'cancelledWaiting' ? 'stallBeforeHeaders' : fault === 'cancelledMidway' ? (delivery === 'stream' ? 'stallMidway' : 'stallBeforeHeaders') : fault;
  const options: ProviderOptions = {
    id: protocol, label: protocol, key: server.key, delivery, time,
    baseUrl: fault === 'nobodyListens' ? 'http://127.0.0.1:1' : server.baseUrl[protocol],
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      if (isFaultName(played) && init?.method === 'POST' && !urlOf(url).includes('count_tokens')) headers.set('x-fake-fault', played);
      return fetch(url, { ...init, headers });
    },
    modelInfo: () => modelFor(fault),
  };
  return loadProvider(protocol === 'chat' ? 'compatible' : protocol === 'responses' ? 'openai' : 'anthropic', options);
}

function urlOf(url: string | URL | Request): string {
  return typeof url === 'string' ? url : url instanceof URL ? url.href : url.url;
}

/** A context of hardly anything where it must be found out that the prompt is over it. */
function modelFor(fault: MatrixFault): ModelInfo {
  return {
    id: { provider: 'fake', model: 'fake-model' }, label: 'Fake', contextTokens: fault === 'contextLength' ? 4_100 : 200_000, tokenizer: 'o200k', sources: ['user'],
    abilities: { temperature: true, efforts: [], structuredOutput: false, promptCache: 'none' },
  };
}

function callFor(limits: CallLimits, onText: (text: string) => void): ModelCall {
  return {
    model: { provider: 'fake', model: 'fake-model' },
    system: [{ text: 'You are terse.', stable: true }],
    messages: [{ role: 'user', parts: [{ text: 'Say it. '.repeat(60), stable: false }] }],
    maxOutputTokens: 4_000, limits, onText,
  };
}

/** Counts what a call leaves behind: timers that nobody takes away, listeners on a signal that lives longer than the call. */
class Leftovers {
  readonly #controller = new AbortController();
  #timers = 0;
  #listeners = 0;

  readonly time: TimePort = {
    now: () => systemTime.now(),
    monotonicMs: () => systemTime.monotonicMs(),
    after: (ms, callback) => {
      const timer = { open: true };
      const close = (): void => {
        if (timer.open) this.#timers -= 1;
        timer.open = false;
      };
      this.#timers += 1;
      const cancel = systemTime.after(ms, () => {
        close();
        callback();
      });
      return () => {
        close();
        cancel();
      };
    },
  };

  abort(): void {
    this.#controller.abort();
  }

  signalFor(fault: MatrixFault): ProviderSignal {
    const { signal } = this.#controller;
    if (fault === 'cancelledBefore') this.abort();
    if (fault === 'cancelledWaiting') setTimeout(() => { this.abort(); }, 60);
    // A whole answer is never heard midway.
    if (fault === 'cancelledMidway') setTimeout(() => { this.abort(); }, 120);
    return {
      get aborted() { return signal.aborted; },
      get reason() { return signal.reason as unknown; },
      addEventListener: (type, listener) => {
        this.#listeners += 1;
        signal.addEventListener(type, listener);
      },
      removeEventListener: (type, listener) => {
        this.#listeners -= 1;
        signal.removeEventListener(type, listener);
      },
    };
  }

  wrongs(): readonly string[] {
    return [...(this.#timers === 0 ? [] : [`${this.#timers} timers are left`]), ...(this.#listeners === 0 ? [] : [`${this.#listeners} listeners are left`])];
  }
}

type ProviderSignal = Parameters<Provider['call']>[1];
