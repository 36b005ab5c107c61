// What a run costs beside its calls, and what it saves to let one call of many go first: npm run bench:waves [-- --atoms 1000,10000]
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemRandom } from '../src/node/systemRandom.ts';
import { systemTime } from '../src/node/systemTime.ts';
import { planUnits } from '../src/plan/masterplan.ts';
import { openRun } from '../src/waves/openRun.ts';
import type { WavePorts } from '../src/waves/ports.ts';
import type { LoggedEvent } from '../src/waves/runEvent.ts';
import { ReportFold } from '../src/waves/report.ts';
import { atomUnit } from '../src/waves/testing/waveWorld.ts';
import { runFanOut } from './waves/fanOut.ts';
import { fastGateway, fastWorkshop, ThrownAwayLog } from './waves/fastPorts.ts';
import { table } from './measure.ts';

interface Measured {
  readonly atoms: number;
  readonly calls: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly heapMb: number;
  readonly logMb: number;
}

/** Atoms in about ten waves, four a file; one answer in eight is wrong. With `collect`, memory is what is really in use. */
async function measured(atoms: number, afterMs: number, collect?: () => void): Promise<Measured> {
  const perWave = Math.ceil(atoms / 10);
  const units = Array.from({ length: atoms }, (_, index) => atomUnit(`a${index}`, index < perWave ? [] : [`a${index - perWave}`, `a${Math.max(0, index - perWave - 1)}`], { file: `f${Math.floor(index / 4)}.ts` }));
  const { llm, strata } = planUnits('bench', units);
  const log = new ThrownAwayLog();
  const fold = new ReportFold();
  const good = (): Promise<{ readonly ok: true; readonly failures: readonly []; readonly ms: number }> => Promise.resolve({ ok: true, failures: [], ms: 0 });
  const ports: WavePorts = {
    gateway: fastGateway(afterMs), workshop: fastWorkshop, levels: { task: good, milestone: good, application: good }, log, time: systemTime, random: systemRandom,
    ledger: { record: () => Promise.resolve() }, lock: () => Promise.resolve(() => undefined),
  };
  collect?.();
  const before = process.memoryUsage().heapUsed;
  let [heap, events] = [0, 0];
  const hear = (logged: LoggedEvent): void => {
    fold.apply(logged);
    events += 1;
    if (collect === undefined || events % 5000 !== 0) return;
    collect();
    heap = Math.max(heap, process.memoryUsage().heapUsed - before);
  };
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const opened = await openRun({ run: 'bench', workspace: 'w', plan: { id: 'p', application: 'bench', spec: 's', template: 'v1', units, atoms: llm, strata }, ports, signal: new AbortController().signal, events: hear });
  if (opened.kind !== 'running') throw new Error(opened.kind);
  const { outcome } = await opened.finished;
  const [wallMs, used] = [performance.now() - startedAt, process.cpuUsage(cpu)];
  const report = fold.report();
  if (outcome !== 'complete' || report.atoms.done !== atoms) throw new Error(`${outcome}: ${report.atoms.done} of ${atoms}`);
  return { atoms, calls: report.attempts.cases + report.attempts.code, wallMs, cpuMs: (used.user + used.system) / 1000, heapMb: heap / 2 ** 20, logMb: log.characters / 2 ** 20 };
}

const { values } = parseArgs({ options: { atoms: { type: 'string', default: '1000,10000' } } });
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
await measured(200, 0);
const rows: string[][] = [['atoms', 'a call takes', 'calls', 'wall ms', 'CPU ms', 'CPU ms an atom', 'heap MB', 'log MB']];
for (const [atoms, afterMs] of values.atoms.split(',').flatMap((text) => [[Number(text), 0], [Number(text), 20]] as const)) {
  const result = await measured(atoms, afterMs);
  const { heapMb } = await measured(atoms, afterMs, collect);
  rows.push([String(atoms), afterMs === 0 ? 'nothing' : `${afterMs} ms`, String(result.calls), result.wallMs.toFixed(0), result.cpuMs.toFixed(0), (result.cpuMs / atoms).toFixed(3), heapMb.toFixed(0), result.logMb.toFixed(1)]);
}
console.log(`\n${table(rows)}\n`);

const fanOuts: string[][] = [['calls that share a prefix', 'calls', 'prefix written', 'from the cache', 'cost']];
for (const [name, fanOut] of [['one goes first', 8], ['all at once', Infinity]] as const) {
  const { report: { attempts, promptCacheRate = 0, cost }, writes } = await runFanOut({ atoms: 120, atOnce: 60, fanOut });
  fanOuts.push([name, String(attempts.cases + attempts.code), `${writes} times`, `${(promptCacheRate * 100).toFixed(1)} %`, `$${(cost.microUsd / 1e6).toFixed(3)}`]);
}
console.log(`${table(fanOuts)}\n`);
