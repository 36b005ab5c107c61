// The stages of one generation in this process, first and repeated; bench.ts runs it in fresh processes. Usage: node stages.ts <spec> <rounds> <folder>
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodePorts } from '../src/node/nodePorts.ts';
import { specFiles } from '../src/node/specFiles.ts';
import { findTemplates } from '../src/node/templates.ts';
import type { Ports } from '../src/pipeline/ports.ts';
import { loadSpec } from '../src/pipeline/loadSpec.ts';
import { createTarget } from '../src/pipeline/targets.ts';
import { writeApp } from '../src/pipeline/writeApp.ts';
import { planUnits } from '../src/plan/masterplan.ts';

/** Milliseconds on the clock, and of processor time of all threads. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

export const stageNames = ['spec', 'emit', 'plan', 'format', 'write', 'again'] as const;

/** One round; `again` is the whole work once more on the folder that was just written. */
export type Round = Readonly<Record<(typeof stageNames)[number], Cost>>;

function now(): Cost {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}

function since(start: Cost, minus: Cost = { wall: 0, cpu: 0 }): Cost {
  const end = now();
  return { wall: end.wall - start.wall - minus.wall, cpu: end.cpu - start.cpu - minus.cpu };
}

async function measureRound(spec: string, root: string): Promise<Round> {
  let format: Cost = { wall: 0, cpu: 0 };
  const ports: Ports = {
    ...nodePorts,
    formatter: {
      id: nodePorts.formatter.id,
      async formatAll(files) {
        const start = now();
        const texts = await nodePorts.formatter.formatAll(files);
        format = since(start);
        return texts;
      },
    },
  };
  const work = async (): Promise<Omit<Round, 'again'>> => {
    const specStart = now();
    const { application } = loadSpec(specFiles(spec));
    const specCost = since(specStart);
    const target = createTarget('typescript', templates);
    if (application === undefined || target === undefined) throw new Error(`${spec} cannot be generated.`);
    const emitStart = now();
    const generated = target.generate(application);
    const emit = since(emitStart);
    const planStart = now();
    planUnits(application.name, generated.units);
    const plan = since(planStart);
    const writeStart = now();
    await writeApp({ root, target: 'typescript', files: generated.files, overwrite: 'keepEdits' }, ports);
    return { spec: specCost, emit, plan, format, write: since(writeStart, format) };
  };
  const first = await work();
  const againStart = now();
  await work();
  return { ...first, again: since(againStart) };
}

const templates = findTemplates(import.meta.url, 'typescript');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , spec = '', rounds = '1', folder = ''] = process.argv;
  const results: Round[] = [];
  for (let round = 0; round < Number(rounds); round += 1) results.push(await measureRound(spec, join(folder, String(round))));
  process.stdout.write(JSON.stringify(results));
}
