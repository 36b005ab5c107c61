import { loadProvider } from '../../src/llm/providers/loadProvider.ts';
import type { ProviderProtocol } from '../../src/llm/knownProviders.ts';
import { systemTime } from '../../src/node/systemTime.ts';
import { anthropicWire } from '../../test/provider-server/anthropicWire.ts';
import { chatWire } from '../../test/provider-server/chatWire.ts';
import { responsesWire } from '../../test/provider-server/responsesWire.ts';
import type { Wire } from '../../test/provider-server/wire.ts';
import { bareCall, memoryFetch, planned, promptOf, text } from './bareSdk.ts';
import type { BenchRow } from './benchRow.ts';

const callsPerBlock = 20;
const blocks = 150;
const limitMs = 0.15;
const limits = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 };

/** What an adapter adds to a call of the bare SDK: stream guard, limits, classification, usage. The answer comes from memory, so that nothing else is measured. */
export async function providerRows(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [protocol, wire] of [['anthropic', anthropicWire], ['compatible', chatWire], ['openai', responsesWire]] as const) rows.push(await overhead(protocol, wire));
  return rows;
}

async function overhead(protocol: ProviderProtocol, wire: Wire): Promise<BenchRow> {
  const answer = memoryFetch(wire);
  const bareSdk = bareCall(protocol, answer);
  const bare = (): Promise<string> => bareSdk(promptOf('hi'));
  const provider = await loadProvider(protocol, { id: 'p', label: 'P', baseUrl: 'http://memory.invalid', key: 'fake', fetch: answer, time: systemTime, modelInfo: () => undefined });
  const { signal } = new AbortController();
  const ours = async (): Promise<string> => {
    const outcome = await provider.call({ ...promptOf('hi'), model: { provider: 'p', model: 'm' }, limits }, signal);
    return outcome.kind === 'ok' ? outcome.text : '';
  };
  for (const make of [bare, ours]) if (await make() !== text) throw new Error(`${protocol}: the answer is not what was sent.`);
  const costs = { bare: [] as number[], ours: [] as number[] };
  for (let block = 0; block < blocks; block++) {
    costs.bare.push(await cpuMs(bare));
    costs.ours.push(await cpuMs(ours));
  }
  const [bareMs, oursMs] = [quiet(costs.bare), quiet(costs.ours)];
  const how = `${oursMs.toFixed(3)} ms with the adapter, ${bareMs.toFixed(3)} ms with the bare SDK, CPU time, ${wire.frames(planned).length} events`;
  return { what: `adapter over the bare SDK, ${protocol}`, figure: oursMs - bareMs, limit: limitMs, how };
}

/** CPU time per call in milliseconds, which other programs on the machine do not change. */
async function cpuMs(make: () => Promise<string>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < callsPerBlock; index++) await make();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / callsPerBlock;
}

/** Whatever else runs on the machine only adds: the quietest block is the cost. */
function quiet(values: readonly number[]): number {
  return Math.min(...values);
}
