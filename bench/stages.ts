// One generation in this process, first and repeated; bench.ts runs it in fresh processes. Usage: node stages.ts <spec> <rounds> <folder> <apart|together>
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApplicationIR } from '../src/ir/application.ts';
import type { GeneratedFile } from '../src/ir/unit.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { findTemplates } from '../src/node/templates.ts';
import { loadSpec, type SpecFiles } from '../src/pipeline/loadSpec.ts';
import type { Ports } from '../src/pipeline/ports.ts';
import { lazyTarget } from '../src/pipeline/targets.ts';
import { writeApp } from '../src/pipeline/writeApp.ts';

/** Milliseconds on the clock, and of processor time of all threads. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** How a round runs: one stage after the other, to see what each costs; or as it is, formatting beside emitting. */
export type Manner = 'apart' | 'together';

/**
 * `emit`, `format` and `write` are measured apart; `make` is all three together, `again` the same once more on the folder just
 * written, `edited` once more from the text of the spec on, in which a bound of one attribute was changed.
 */
export type Round = Readonly<Partial<Record<'spec' | 'emit' | 'format' | 'write' | 'make' | 'again' | 'edited', Cost>>>;

function now(): Cost {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}

async function timed<T>(work: () => T | Promise<T>): Promise<readonly [T, Cost]> {
  const start = now();
  const value = await work();
  const end = now();
  return [value, { wall: end.wall - start.wall, cpu: end.cpu - start.cpu }];
}

async function roundApart(application: ApplicationIR, root: string): Promise<Round> {
  const [{ files }, emit] = await timed(() => target.generate(application));
  const [texts, format] = await timed(async () => new Map(await Promise.all(files.filter(({ formatted }) => !formatted).map(async (file) => [file.path, await nodePorts.formatter.format(file)] as const))));
  const ports: Ports = { ...nodePorts, formatter: { id: nodePorts.formatter.id, format: ({ path, text }) => Promise.resolve(texts.get(path) ?? text) } };
  const [, write] = await timed(() => writeApp({ root, target: target.name, files: () => Promise.resolve(files), overwrite: 'keepEdits' }, ports));
  return { emit, format, write };
}

async function roundTogether(application: ApplicationIR, spec: string, root: string): Promise<Round> {
  const make = (from: ApplicationIR) => writeApp({ root, target: target.name, files: () => Promise.resolve(filesOf(from)), overwrite: 'keepEdits' }, nodePorts);
  const [, first] = await timed(() => make(application));
  const [, again] = await timed(() => make(application));
  const [, edited] = await timed(() => make(applicationOf(editedFiles(spec))));
  return { make: first, again, edited };
}

function* filesOf(application: ApplicationIR): Iterable<GeneratedFile> {
  for (const { file } of target.emit(application)) yield file;
}

function applicationOf(files: SpecFiles): ApplicationIR {
  const { application } = loadSpec(files);
  if (application === undefined) throw new Error(`${files.main} cannot be generated.`);
  return application;
}

/** The spec with the first greatest length one higher. */
function editedFiles(spec: string): SpecFiles {
  const files = specFiles(spec);
  return { ...files, read: (path) => files.read(path)?.replace(/maxLength: (\d+)/, (_, length: string) => `maxLength: ${Number(length) + 1}`) };
}

async function measureRound(spec: string, root: string, manner: string): Promise<Round> {
  const [application, cost] = await timed(() => applicationOf(specFiles(spec)));
  return { spec: cost, ...await (manner === 'together' ? roundTogether(application, spec, root) : roundApart(application, root)) };
}

const known = await lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'))?.load();
if (known === undefined) throw new Error('The target is missing.');
const target = known;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , spec = '', rounds = '1', folder = '', manner = 'together'] = process.argv;
  const results: Round[] = [];
  for (let round = 0; round < Number(rounds); round += 1) results.push(await measureRound(spec, join(folder, String(round)), manner));
  process.stdout.write(JSON.stringify(results));
}
