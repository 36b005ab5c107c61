import { ModelBreaker } from '../../src/llm/breaker/modelBreaker.ts';
import { openGateway } from '../../src/llm/gateway/openGateway.ts';
import type { ModelRequest } from '../../src/llm/gateway/modelRequest.ts';
import { ModelLimiter } from '../../src/llm/limiter/modelLimiter.ts';
import type { ModelInfo } from '../../src/llm/models/modelInfo.ts';
import { listPricing } from '../../src/llm/models/price.ts';
import type { ModelAnswer } from '../../src/llm/outcome.ts';
import type { Provider } from '../../src/llm/provider.ts';
import { systemRandom } from '../../src/node/systemRandom.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import type { BenchRow } from './benchRow.ts';

const blocks = 9;
const { signal } = new AbortController();
const answer: ModelAnswer = { kind: 'ok', text: 'fine', usage: { input: 2000, cacheRead: 6000, cacheWrite: 0, cacheWriteLong: 0, output: 700 }, timing: { totalMs: 1 } };
const model: ModelInfo = {
  id: { provider: 'p', model: 'm' }, label: 'M', price: { input: 1, output: 5, cacheRead: 0.1 }, tokenizer: 'o200k', sources: ['user'],
  abilities: { temperature: true, efforts: [], structuredOutput: true, promptCache: 'automatic' },
};
const request: ModelRequest = {
  system: [{ text: 'Rules of the house. '.repeat(900), stable: true }], messages: [{ role: 'user', parts: [{ text: 'Write it. '.repeat(600), stable: false }] }],
  maxOutputTokens: 4000, temperature: 0.3, purpose: { workspace: 'w', run: 'r', unit: 'u', attempt: 1, category: 'coding' },
};

/** What gateway, breaker, limiter and queue add to a call; provider, counter and store are nothing here, they have rows of their own. */
export async function gatewayRows(): Promise<readonly BenchRow[]> {
  return [await overhead(), breakerRow(), await queueRow()];
}

async function overhead(): Promise<BenchRow> {
  const provider: Provider = { id: 'p', label: 'P', call: () => Promise.resolve(answer), list: () => Promise.resolve({ kind: 'models', models: [] }) };
  const { gateway } = openGateway({
    time: systemTime, random: systemRandom, limitsOf: () => ({ requestsPerMinute: 1e9, inputTokensPerMinute: 1e12, outputTokensPerMinute: 1e12 }),
    parts: {
      router: { route: () => ({ candidates: [model], reason: '' }) }, providers: { provider: () => provider },
      cache: { find: () => Promise.resolve({ kind: 'miss', keep: () => Promise.resolve(), abandon: () => undefined }) },
      sizes: { size: () => ({ input: 8000, inputAtMost: 9000, stable: 6000 }), textSize: (text) => text.length / 4 }, pricing: listPricing,
      budget: { reserve: () => Promise.resolve({ kind: 'reserved' }) },
      ledger: { settle: () => Promise.resolve({ kind: 'recorded', alerts: [] }), record: () => Promise.resolve() },
      events: { emit: () => undefined },
    },
  });
  const calls = 2000;
  const costs: number[] = [];
  for (let block = 0; block < blocks; block++) {
    costs.push(await cpuMs(async () => {
      for (let call = 0; call < calls; call++) await gateway.ask(request, signal);
    }) / calls);
  }
  return { what: 'gateway, one call', figure: median(costs), limit: 0.05, how: 'CPU time of reservation, breaker, limits, settlement and five events, with a provider and a store that do nothing' };
}

function breakerRow(): BenchRow {
  const breaker = new ModelBreaker({ time: systemTime });
  const checks = 200_000;
  const costs = Array.from({ length: blocks }, () => {
    const before = process.cpuUsage();
    for (let check = 0; check < checks; check++) {
      const permit = breaker.tryAcquire(model.id);
      if (permit.kind === 'permit') breaker.succeeded(permit);
    }
    return spentMs(before) / checks;
  });
  return { what: 'breaker, permit and success', figure: median(costs), limit: 0.01, how: 'CPU time of both together' };
}

/** Ten thousand calls of five runs with ten priorities, all waiting at once for one model with limits. */
async function queueRow(): Promise<BenchRow> {
  const costs: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const limiter = new ModelLimiter({ time: systemTime, limitsOf: () => ({ requestsPerMinute: 1e9, inputTokensPerMinute: 1e12, outputTokensPerMinute: 1e12 }) });
    const deadlineMs = systemTime.monotonicMs() + 600_000;
    costs.push(await cpuMs(() => Promise.all(Array.from({ length: 10_000 }, async (_, task) => {
      const grant = await limiter.acquire({ model: model.id, fairKey: `run ${task % 5}`, priority: task % 10, input: 100, output: 100, deadlineMs, patienceMs: 600_000 }, signal);
      if (grant.kind === 'granted') limiter.release(grant, { result: 'ok', used: { input: 90, output: 50 } });
    }))));
  }
  return { what: '10,000 calls through the queue of a model', figure: Math.min(...costs), limit: 50, how: `CPU time, best of nine, all waiting at once; first time in a process ${(costs[0] ?? 0).toFixed(0)} ms` };
}

async function cpuMs(make: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await make();
  return spentMs(before);
}

function spentMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
