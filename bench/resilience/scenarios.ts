import type { GatewayResult } from '../../src/llm/gateway/gatewayResult.ts';
import type { FaultName } from '../../test/provider-server/faults.ts';
import { ledgerFigures, openWorld, wholeText, type EvalOptions, type EvalWorld } from './world.ts';

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly figure: string;
  readonly must: string;
  readonly holds: boolean;
}

export interface ScenarioOptions {
  readonly seed: number;
  readonly calls: number;
  readonly openMs: number;
}

/** Faults that come and go, of servers, networks and limits; those that would fail again are in the fault matrix. */
const passingFaults: readonly FaultName[] = [
  'overloaded', 'serverError', 'unavailable', 'badGateway', 'gatewayTimeout', 'rateLimitedMs', 'rateLimitEvent', 'errorEvent', 'failed',
  'resetBeforeHeaders', 'cutSocket', 'endEarly', 'cutInsideLine', 'badJson', 'html', 'empty', 'stallAfterHeaders', 'stallMidway',
];

/** Calls that all begin at once, as in a wave; their results in the same order. */
async function all(world: EvalWorld, count: number, call = (): Promise<GatewayResult> => world.ask()): Promise<readonly GatewayResult[]> {
  return Promise.all(Array.from({ length: count }, call));
}

async function inWorld<T>(options: EvalOptions, use: (world: EvalWorld) => Promise<T>): Promise<T> {
  const world = await openWorld(options);
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

const isRight = ({ outcome }: GatewayResult): boolean => outcome.kind === 'ok' && outcome.text === wholeText;
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`;
const dollars = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(6)}`;

/** So many calls, always 100 of them under way. */
async function inLanes(world: EvalWorld, count: number): Promise<readonly GatewayResult[]> {
  const results: GatewayResult[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      results.push(await world.ask());
    }
  };
  await Promise.all(Array.from({ length: 100 }, lane));
  return results;
}

/** Three providers of which 30 % of all requests fail. */
export async function fallback({ seed, calls }: ScenarioOptions): Promise<readonly Figure[]> {
  return inWorld({ chaos: { rate: 0.3, seed, faults: passingFaults } }, async (world) => {
    const results = await inLanes(world, calls);
    const right = results.filter(isRight).length;
    const wrong = results.filter((result) => result.outcome.kind === 'ok' && !isRight(result)).length;
    const requests = world.server.requests.filter(({ request }) => request !== undefined);
    const failed = requests.filter(({ fault }) => fault !== undefined).length;
    const ledger = await ledgerFigures(world.store);
    return [
      { what: `answers, ${calls} calls, 30 % of requests fail (${passingFaults.length} faults, seed ${seed})`, figure: percent(right, calls), must: '> 99 %', holds: right / calls > 0.99 },
      { what: '  requests that failed', figure: `${failed} of ${requests.length} (${percent(failed, requests.length)})`, must: 'about 30 %', holds: failed / requests.length > 0.27 },
      { what: '  answers that are not what was sent', figure: String(wrong), must: '0', holds: wrong === 0 },
      { what: '  calls that another model answered', figure: String(results.filter(({ switches }) => switches.length > 0).length), must: 'told each time', holds: results.every(({ attempts, switches }) => switches.length >= new Set(attempts.map(({ model }) => model.model)).size - 1) },
      { what: '  reservations / settlements / doubled', figure: `${ledger.reserved} / ${ledger.settled} / ${ledger.doubled}`, must: 'equal, 0 doubled', holds: ledger.reserved === ledger.settled && ledger.doubled === 0 && ledger.openMicroUsd === 0 },
      { what: '  spent, of it for nothing', figure: `${dollars(ledger.spentMicroUsd)}, ${dollars(ledger.wastedMicroUsd)}`, must: '', holds: true },
    ];
  });
}

/** One model only, so that nothing but trying again helps. */
export async function oneModel({ seed }: ScenarioOptions): Promise<readonly Figure[]> {
  const calls = 300;
  return inWorld({ providers: 1, chaos: { rate: 0.3, seed, faults: passingFaults }, circuits: { openMs: 2000 } }, async (world) => {
    const right = (await all(world, calls)).filter(isRight).length;
    return [{ what: `answers, ${calls} calls at once, one model, 30 % fail (breaker opens for 2 s)`, figure: percent(right, calls), must: '> 95 %', holds: right / calls > 0.95 }];
  });
}

export async function manyAtOnce(): Promise<readonly Figure[]> {
  return inWorld({ providers: 1, atOnce: 200, settings: { limits: { firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 } }, model: { latency: { firstByteMs: 200 } } }, async (world) => {
    await all(world, 200);
    world.server.forget();
    const started = performance.now();
    const right = (await all(world, 200)).filter(isRight).length;
    const wallMs = performance.now() - started;
    return [{ what: '200 calls at once to a model that takes 0.2 s, limit of calls at once learned', figure: `${right} right in ${(wallMs / 1000).toFixed(2)} s, ${world.server.concurrency.highest} at once`, must: '200 right', holds: right === 200 }];
  });
}

/** A model goes down under 100 calls at once and comes back. */
export async function breaker({ openMs }: ScenarioOptions): Promise<readonly Figure[]> {
  return inWorld({ providers: 2, circuits: { openMs }, model: { latency: { firstByteMs: 20 } } }, async (world) => {
    await all(world, 100);
    world.server.setFault('overloaded', 'anthropic');
    world.server.forget();
    world.events.length = 0;
    const down = await all(world, 300);
    const failures = world.events.filter((event) => event.kind === 'call.attempt' && event.attempt.outcome === 'overloaded');
    const opened = world.events.find((event) => event.kind === 'breaker.changed' && event.to === 'open');
    const detectMs = opened && failures[4] ? Math.max(0, opened.heardAt - failures[4].heardAt) : Number.NaN;
    const openedAt = opened?.heardAt ?? 0;
    const sentAfter = failures.filter((event) => event.kind === 'call.attempt' && event.heardAt - event.attempt.totalMs > openedAt + 5 && event.heardAt - event.attempt.totalMs < openedAt + openMs).length;
    world.server.setFault(undefined, 'anthropic');
    await new Promise((done) => { setTimeout(done, openMs + 50); });
    const up = await all(world, 20);
    await all(world, 20);
    const closed = world.breaker.view().every(({ state }) => state === 'closed');
    const last = await world.ask();
    return [
      { what: 'breaker: from the fifth failure to open, 100 calls at once under way', figure: `${detectMs.toFixed(1)} ms`, must: '< 1,000 ms', holds: detectMs < 1000 },
      { what: '  requests sent to the model once it was open', figure: String(sentAfter), must: '0', holds: sentAfter === 0 },
      { what: '  answers while the model is down', figure: percent(down.filter(isRight).length, down.length), must: '100 %', holds: down.every(isRight) },
      { what: `  closed again after ${openMs / 1000} s and trial calls; answers meanwhile`, figure: `${closed ? 'closed' : 'open'}, ${percent(up.filter(isRight).length, up.length)}`, must: 'closed, 100 %', holds: closed && up.every(isRight) && last.model?.provider === 'anthropic' },
    ];
  });
}

/** More calls than the first model allows a minute: the rest goes to the second one. */
export async function limits(): Promise<readonly Figure[]> {
  const calls = 300;
  return inWorld({ providers: 2, model: { limits: { requests: 120 } } }, async (world) => {
    const results = await all(world, calls / 2);
    const refusals = world.events.filter((event) => event.kind === 'call.attempt' && event.attempt.outcome === 'rateLimited').length;
    const right = results.filter(isRight).length;
    return [
      { what: `answers, ${calls / 2} calls at once, each of two models allows 120 a minute`, figure: percent(right, calls / 2), must: '100 %', holds: right === calls / 2 },
      { what: '  requests that the providers turned away', figure: String(refusals), must: '< 10 %', holds: refusals < calls / 20 },
    ];
  });
}

/** 200 calls at once for which the money does not suffice, over the store in its file. */
export async function budget(): Promise<readonly Figure[]> {
  const hardMicroUsd = 50_000;
  return inWorld({ providers: 1, hardMicroUsd, model: { latency: { firstByteMs: 30 } } }, async (world) => {
    const results = await all(world, 200);
    const stopped = results.filter(({ outcome }) => outcome.kind === 'budget').length;
    const ledger = await ledgerFigures(world.store);
    return [
      { what: '200 calls at once against a budget of $0.05: spent', figure: `${dollars(ledger.spentMicroUsd)} by ${results.filter(isRight).length} answers`, must: '<= $0.05', holds: ledger.spentMicroUsd <= hardMicroUsd && ledger.openMicroUsd === 0 },
      { what: '  the others stopped before they were sent', figure: `${stopped}, ${ledger.reserved} reservations, ${world.server.requests.length} requests`, must: 'no other outcome', holds: stopped + results.filter(isRight).length === 200 && ledger.reserved === world.server.requests.length },
      { what: '  money that was left unused', figure: dollars(hardMicroUsd - ledger.spentMicroUsd), must: '< one worst case', holds: hardMicroUsd - ledger.spentMicroUsd < 2300 },
    ];
  });
}

/** Calls that are cancelled while their answers arrive. */
export async function cancelling(): Promise<readonly Figure[]> {
  return inWorld({ providers: 1, model: { latency: { firstByteMs: 10, tokensPerSecond: 300 } } }, async (world) => {
    await all(world, 30);
    const before = await ledgerFigures(world.store);
    const controller = new AbortController();
    const calls = all(world, 100, () => world.ask({}, controller.signal));
    await new Promise((done) => { setTimeout(done, 300); });
    const cancelledAt = performance.now();
    controller.abort();
    const results = await calls;
    const endMs = performance.now() - cancelledAt;
    const ledger = await ledgerFigures(world.store);
    const sent = ledger.settled - before.settled;
    return [
      { what: '100 calls cancelled: all ended after', figure: `${endMs.toFixed(0)} ms`, must: '< 1,000 ms', holds: endMs < 1000 && results.every(({ outcome }) => outcome.kind === 'cancelled' || outcome.kind === 'ok') },
      { what: '  settled, of those that had been sent; counted as waste', figure: `${sent} of ${ledger.reserved - before.reserved}, ${dollars(ledger.wastedMicroUsd)}`, must: 'all', holds: ledger.reserved === ledger.settled && ledger.doubled === 0 && ledger.wastedMicroUsd > 0 },
    ];
  });
}
