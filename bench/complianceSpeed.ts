// How long the checker takes in a process that stays open, as in an editor, in milliseconds of one core, so that a busy machine counts less:
//   node bench/complianceSpeed.ts [--subject shop] [--seed 1]
// One place of each operator of eval:compliance is the edit of a person; each is checked, its gaps repaired one by one, and taken back.
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import type { Gap } from '../src/compliance/gap.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { type AppChecker, type KeepingChecker, openAppChecker } from '../src/pipeline/appChecker.ts';
import type { KeptPort } from '../src/pipeline/kept.ts';
import { mutantsOf } from './compliance/mutants.ts';
import { operators } from './compliance/operators.ts';
import { subjectOf } from './compliance/subjects.ts';

const { values: options } = parseArgs({ options: { subject: { type: 'string', default: 'shop' }, seed: { type: 'string', default: '1' } } });
const subject = await subjectOf(options.subject);
const { app } = subject;
const times = new Map<string, number[]>();

function timed<T>(what: string, work: () => T): T {
  const fromMs = computedMs();
  const result = work();
  times.set(what, [...times.get(what) ?? [], computedMs() - fromMs]);
  return result;
}

const cell = new Int32Array(new SharedArrayBuffer(4));

/** What this thread has computed. The kernel counts it when the thread rests, else by ticks of 4 ms, which is too coarse. */
function computedMs(): number {
  Atomics.wait(cell, 0, 0, 0.01);
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** What runs keep for each other, in memory. */
const kept = new Map<string, Uint8Array>();
const keeping: KeptPort = {
  encode: (value) => serialize(value),
  decode: (bytes) => deserialize(bytes) as unknown,
  read: (name) => {
    const bytes = kept.get(name);
    return bytes === undefined ? undefined : deserialize(bytes) as unknown;
  },
  keep: (name, value) => { kept.set(name, serialize(value)); },
};

async function open(previous?: AppChecker): Promise<KeepingChecker> {
  const target = { name: subject.target.name, load: () => Promise.resolve(subject.target) };
  return openAppChecker({ application: subject.application, spec: subject.spec, target, folder: 'app', previous }, { ...nodePorts, build: 'bench', kept: keeping });
}

function give(checker: AppChecker): readonly Gap[] {
  for (const [path, text] of app.texts) checker.updateFile(path, text);
  return checker.check().gaps;
}

const first = await open();
timed('the whole app, for the first time', () => give(first));
for (let run = 0; run < 5; run += 1) {
  const again = await open(first);
  timed('the whole app, known code', () => give(again));
}
timed('to keep what was read for other runs', () => { first.keep(); });
const next = await open();
timed('the whole app, code known from another run', () => give(next));
for (const operator of operators) {
  for (const { texts } of mutantsOf(app, operator, 1, Number(options.seed))) {
    const gaps = timed('an edit of a file', () => {
      for (const [path, text] of texts) first.updateFile(path, text);
      return first.check().gaps;
    });
    for (const gap of gaps) timed('the repair of a gap', () => first.repair(gap));
    timed('an edit taken back', () => {
      for (const path of texts.keys()) first.updateFile(path, app.texts.get(path));
      return first.check();
    });
  }
}
console.log(`${options.subject}, ${String(app.texts.size)} files`);
for (const [what, all] of times) {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
  console.log(`${what.padEnd(44)} ${String(all.length).padStart(4)} times  p50 ${at(0.5).padStart(7)}  p95 ${at(0.95).padStart(7)}  most ${at(1).padStart(7)} ms`);
}
console.log(`heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`);
