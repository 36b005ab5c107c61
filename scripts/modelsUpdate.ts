// Writes src/llm/models/models.json from the catalogue of pi-ai and compares its prices with those of genai-prices.
// The packages are fetched alone, without what they depend on, into a folder that is removed again.
// Usage: npm run models:update [-- --check] [-- --shrunken]     --check writes nothing; --shrunken accepts a table that lost models
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModelTable, TableModel } from '../src/llm/models/modelTable.ts';
import { differences, type KnownPrices, shrinkage } from './modelsCheck.ts';
import { type CatalogueModel, type Supplements, tableRow, vendors } from './modelRows.ts';

const catalogue = '@earendil-works/pi-ai@1.5.2';
const crossCheck = '@pydantic/genai-prices@0.1.8';
const anthropicSdk = '@anthropic-ai/sdk@1.11.0';
const path = fileURLToPath(new URL('../src/llm/models/models.json', import.meta.url));

const scratch = mkdtempSync(join(tmpdir(), 'devmatrix-models-'));
try {
  process.exitCode = await update();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function update(): Promise<number> {
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as ModelTable : undefined;
  const table = readCatalogue(unpacked(catalogue), retirements(unpacked(anthropicSdk)));
  const { lines, wrong } = differences(table, await knownPrices(unpacked(crossCheck)));
  for (const line of lines) console.log(line);
  const problems = [...wrong, ...process.argv.includes('--shrunken') ? [] : shrinkage(before, table)];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  const text = tableText(table);
  const isCurrent = existsSync(path) && readFileSync(path, 'utf8') === text;
  console.log(`${String(table.models.length)} models of ${table.asOf}, ${isCurrent ? 'as committed' : 'other than committed'}`);
  if (process.argv.includes('--check')) return isCurrent ? 0 : 1;
  writeFileSync(path, text);
  return 0;
}

/** One model a line, so that a new price is one changed line. */
function tableText({ asOf, madeOf, models }: ModelTable): string {
  return `{\n"asOf": ${JSON.stringify(asOf)},\n"madeOf": ${JSON.stringify(madeOf)},\n"models": [\n${models.map((row) => JSON.stringify(row)).join(',\n')}\n]\n}\n`;
}

/** A package's own files and nothing else: `npm pack` checks them against the registry's hash and installs nothing. */
function unpacked(spec: string): string {
  const packed = spawnSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', scratch, spec], { encoding: 'utf8', shell: process.platform === 'win32' });
  if (packed.status !== 0) throw new Error(`npm pack ${spec} failed: ${packed.stderr}`);
  const [{ filename }] = JSON.parse(packed.stdout) as [{ readonly filename: string }];
  const folder = join(scratch, spec.replace(/[^\w.-]/g, '_'));
  mkdirSync(folder);
  const untarred = spawnSync('tar', ['-xzf', filename.replace(/^@/, '').replaceAll('/', '-'), '-C', folder, '--strip-components=1'], { cwd: scratch, encoding: 'utf8' });
  if (untarred.status !== 0) throw new Error(`${filename} cannot be unpacked: ${untarred.stderr}`);
  return folder;
}

function readCatalogue(folder: string, retiresOn: Supplements['retiresOn']): ModelTable {
  const data = join(folder, 'dist', 'providers', 'data');
  const read = (vendor: string): readonly CatalogueModel[] =>
    Object.values(JSON.parse(readFileSync(join(data, `${vendor}.json`), 'utf8')) as Readonly<Record<string, Readonly<Record<string, CatalogueModel>>>>).flatMap((models) => Object.values(models));
  const { generatedAt } = JSON.parse(readFileSync(join(data, '.manifest.json'), 'utf8')) as { readonly generatedAt: string };
  const routed = new Map(read('openrouter').filter(({ type }) => type === 'chat').map(({ id, contextWindow }) => [id, contextWindow]));
  const supplements: Supplements = { wholeContext: (model) => routed.get(`openai/${model}`), retiresOn };
  const models = vendors.flatMap((vendor) => read(vendor).flatMap((model): TableModel | readonly TableModel[] => tableRow(vendor, model, supplements) ?? []));
  return { asOf: generatedAt.slice(0, 10), madeOf: [catalogue, crossCheck, anthropicSdk], models };
}

/** The SDK warns of models that end, with the day in words: `'claude-sonnet-4-5': 'November 30th, 2026'`. */
function retirements(folder: string): Supplements['retiresOn'] {
  const source = readFileSync(join(folder, 'resources', 'messages', 'messages.js'), 'utf8');
  const list = /const DEPRECATED_MODELS = \{([^}]*)\}/.exec(source)?.[1] ?? '';
  const days = new Map([...list.matchAll(/'([^']+)': '(\w+) (\d+)\w\w, (\d{4})'/g)].map(([, model = '', month = '', day = '', year = '']) =>
    [model, new Date(`${month} ${day}, ${year} UTC`).toISOString().slice(0, 10)] as const));
  return (model) => days.get(model);
}

async function knownPrices(folder: string): Promise<KnownPrices> {
  const { findProvider } = await import(pathToFileURL(join(folder, 'dist', 'index.js')).href) as {
    readonly findProvider: (options: { readonly providerId: string }) => { readonly models: readonly { readonly id: string; readonly prices: unknown }[] } | undefined;
  };
  return (vendor, model) => findProvider({ providerId: vendor })?.models.find(({ id }) => id === model)?.prices;
}
