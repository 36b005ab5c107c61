// How long it takes from a spec to an app that runs and is smoke-tested, by stage, on the clock and in processor time:
//   npm run bench:smoke [-- --rounds 3] [-- --spec FILE] [-- --folder new|same] [-- --builds dist,OTHER/dist]
// Each round is the built command line, `generate SPEC --out FOLDER --no-llm --verify --only smoke`. `new` folders are what a person
// waits for the first time; in the `same` one Node knows the code of the app already. Several builds run in turn, to be compared on a busy machine.
// Processor time is read from /proc, where there is one.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { median, table } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    spec: { type: 'string', default: 'examples/shop/shop.devmatrix.yaml' },
    folder: { type: 'string', default: 'new' },
    builds: { type: 'string', default: 'dist' },
  },
});

/** Processor seconds so far: of the command line itself, of the app, and of the database. */
interface Processors {
  readonly cli: number;
  readonly app: number;
  readonly database: number;
}

interface Moment extends Processors {
  readonly wall: number;
}

/** What had come to an end when: the app was written, ready, smoke-tested. */
interface Run {
  readonly generated: Moment;
  readonly ready: Moment;
  readonly smoked: Moment;
  readonly words: string;
}

/** Ticks of the clock that Linux counts processor time in, a second. */
const ticks = 100;
const nothing: Moment = { wall: 0, cli: 0, app: 0, database: 0 };
const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-smoked-'));
const builds = options.builds.split(',');
console.log(`Node ${process.version}, ${String(cpus().length)} x ${cpus()[0]?.model ?? 'unknown processor'}, load average ${loadavg()[0]?.toFixed(1) ?? '?'}; ${options.spec}, ${options.folder === 'same' ? 'the same folder' : 'a new folder'} each time, medians of ${options.rounds}`);
try {
  const runs = new Map<string, Run[]>(builds.map((build) => [build, []]));
  for (let round = 0; round < Number(options.rounds); round += 1) for (const build of builds) runs.get(build)?.push(await measured(build, round));
  for (const [build, all] of runs) {
    console.log(`\n${build}: ${all.at(-1)?.words ?? ''}\n`);
    console.log(table([['stage', 'wall s', 'cpu s', 'command line', 'app', 'database'], stageRow('spec to written app', all, () => nothing, ({ generated }) => generated),
      stageRow('to the ready app', all, ({ generated }) => generated, ({ ready }) => ready), stageRow('to the end of the smoke', all, ({ ready }) => ready, ({ smoked }) => smoked),
      stageRow('all', all, () => nothing, ({ smoked }) => smoked)]));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function stageRow(name: string, runs: readonly Run[], from: (run: Run) => Moment, to: (run: Run) => Moment): readonly string[] {
  const figure = (of: (moment: Moment) => number): string => median(runs.map((run) => of(to(run)) - of(from(run)))).toFixed(2);
  return [name, figure(({ wall }) => wall), figure(({ cli, app, database }) => cli + app + database), figure(({ cli }) => cli), figure(({ app }) => app), figure(({ database }) => database)];
}

/** One run of the built command line; its progress tells when each stage has ended. */
function measured(build: string, round: number): Promise<Run> {
  const out = join(scratch, options.folder === 'same' ? 'app' : `app-${String(builds.indexOf(build))}-${String(round)}`);
  const startedMs = performance.now();
  const child = spawn(process.execPath, [join(resolve(build), 'cli.js'), 'generate', options.spec, '--out', out, '--no-llm', '--verify', '--only', 'smoke'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const moments = new Map<string, Moment>();
  let told = '';
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString('utf8');
    const now = { wall: (performance.now() - startedMs) / 1000, ...processorsUnder(child.pid ?? 0) };
    for (const [stage, pattern] of [['generated', /✔ .* → /], ['ready', /✔ boot /], ['smoked', /[✔✘] smoke +.*? {2}(.*)/]] as const) {
      const found = pattern.exec(told);
      if (found === null || moments.has(stage)) continue;
      moments.set(stage, now);
      words = found[1] ?? words;
    }
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', () => {
      const [generated, ready, smoked] = ['generated', 'ready', 'smoked'].map((stage) => moments.get(stage));
      if (generated === undefined || ready === undefined || smoked === undefined) fail(new Error(`${build} did not get to the end of the smoke:\n${told}`));
      else done({ generated, ready, smoked, words });
    });
  });
}

interface ProcessState {
  readonly parent: number;
  readonly name: string;
  readonly seconds: number;
}

function processorsUnder(root: number): Processors {
  const states = processStates();
  const sums = { cli: 0, app: 0, database: 0 };
  for (const [pid, { name, seconds }] of states) {
    if (!isUnder(root, pid, states)) continue;
    sums[pid === root ? 'cli' : name.startsWith('postgres') ? 'database' : 'app'] += seconds;
  }
  return sums;
}

function isUnder(root: number, pid: number, states: ReadonlyMap<number, ProcessState>): boolean {
  let at = pid;
  while (at > 1 && at !== root) at = states.get(at)?.parent ?? 0;
  return at === root;
}

/** See proc(5); children that have ended count for the database, whose connections are processes. */
function processStates(): ReadonlyMap<number, ProcessState> {
  const found = new Map<number, ProcessState>();
  if (!existsSync('/proc/self/stat')) return found;
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const text = statOf(entry);
    if (text === undefined) continue;
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
    const ended = name.startsWith('postgres') ? childrenUser + childrenSystem : 0;
    found.set(Number(entry), { parent: fields[1] ?? 0, name, seconds: (user + system + ended) / ticks });
  }
  return found;
}

/** Undefined when the process has ended meanwhile. */
function statOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
