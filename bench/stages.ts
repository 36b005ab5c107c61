// Generations in this process, first and repeated; runStages.ts runs them as they are built.
import { join } from 'node:path';
import type { ApplicationIR } from '../src/ir/application.ts';
import type { Target } from '../src/ir/target.ts';
import type { GeneratedFile } from '../src/ir/unit.ts';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { findTemplates } from '../src/node/templates.ts';
import { generateApp } from '../src/pipeline/generateApp.ts';
import { loadSpec, type SpecFiles } from '../src/pipeline/loadSpec.ts';
import type { Ports } from '../src/pipeline/ports.ts';
import { type LazyTarget, lazyTarget } from '../src/pipeline/targets.ts';
import { writeApp } from '../src/pipeline/writeApp.ts';

/** Milliseconds on the clock, and of processor time of all threads. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * What a round does: one stage after the other, to see what each costs; all together as it is, formatting beside emitting, into a new folder; or
 * what `devmatrix generate` does in a folder that it wrote before, without a change or after a bound of one attribute was changed.
 */
export type Manner = 'apart' | 'together' | 'again' | 'edited';

/** What each stage of a round cost; `make` is emitting, formatting and writing together, `whole` everything from the text of the spec on. */
export type Round = Readonly<Partial<Record<'spec' | 'emit' | 'format' | 'write' | 'make' | 'whole', Cost>>>;

export interface Stages {
  readonly spec: string;
  readonly rounds: number;
  /** For the apps; the folder of the rounds `again` and `edited` is `app` in it. */
  readonly folder: string;
  readonly manner: Manner;
}

/** Does and measures so many rounds. */
export async function measureStages({ spec, rounds, folder, manner }: Stages): Promise<readonly Round[]> {
  const lazy = lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'));
  if (lazy === undefined) throw new Error('The target is missing.');
  const target = await lazy.load();
  const measured = (round: number): Promise<Round> => {
    switch (manner) {
      case 'apart': return roundApart(target, applicationOf(specFiles(spec)), join(folder, String(round)));
      case 'together': return roundTogether(target, spec, join(folder, String(round)));
      case 'again': return roundOnceMore(lazy, specFiles(spec), join(folder, 'app'));
      case 'edited': return roundOnceMore(lazy, editedFiles(spec, round + 1), join(folder, 'app'));
    }
  };
  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await measured(round));
  return results;
}

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

async function roundApart(target: Target, application: ApplicationIR, root: string): Promise<Round> {
  const [{ files }, emit] = await timed(() => target.generate(application));
  const [texts, format] = await timed(async () => new Map(await Promise.all(files.filter(({ formatted }) => !formatted).map(async (file) => [file.path, await nodePorts.formatter.format(file)] as const))));
  const ports: Ports = { ...nodePorts, formatter: { id: nodePorts.formatter.id, format: ({ path, text }) => Promise.resolve(texts.get(path) ?? text) } };
  const [, write] = await timed(() => writeApp({ root, target: target.name, files: () => Promise.resolve(files), overwrite: 'keepEdits' }, ports));
  return { emit, format, write };
}

async function roundTogether(target: Target, spec: string, root: string): Promise<Round> {
  const [application, read] = await timed(() => applicationOf(specFiles(spec)));
  const [, make] = await timed(() => writeApp({ root, target: target.name, files: () => Promise.resolve(filesOf(target, application)), overwrite: 'keepEdits' }, nodePorts));
  return { spec: read, make };
}

async function roundOnceMore(target: LazyTarget, spec: SpecFiles, out: string): Promise<Round> {
  const [{ ok }, whole] = await timed(() => generateApp({ spec, out, overwrite: 'keepEdits' }, target, nodePorts));
  if (!ok) throw new Error(`${spec.main} cannot be generated.`);
  return { whole };
}

function* filesOf(target: Target, application: ApplicationIR): Iterable<GeneratedFile> {
  for (const { file } of target.emit(application)) yield file;
}

function applicationOf(files: SpecFiles): ApplicationIR {
  const { application } = loadSpec(files);
  if (application === undefined) throw new Error(`${files.main} cannot be generated.`);
  return application;
}

/** The spec with the first greatest length so much higher. */
function editedFiles(spec: string, more: number): SpecFiles {
  const files = specFiles(spec);
  return { ...files, read: (path) => files.read(path)?.replace(/maxLength: (\d+)/, (_, length: string) => `maxLength: ${Number(length) + more}`) };
}
