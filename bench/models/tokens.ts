import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConversationMessage, fitConversation } from '../../src/llm/context/fitConversation.ts';
import type { ModelCall } from '../../src/llm/modelCall.ts';
import { mergeModels } from '../../src/llm/models/mergeModels.ts';
import { tableModel } from '../../src/llm/models/modelTable.ts';
import { costOf } from '../../src/llm/models/price.ts';
import { CountedSizes } from '../../src/llm/tokens/callSizes.ts';
import { openTiktoken } from '../../src/node/tokens/tiktokenCounter.ts';
import { median } from '../measure.ts';
import { installed } from '../rivals.ts';
import type { BenchRow } from './benchRow.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const promptLength = 24 * 1024;

/** Counting, sizing, fitting and pricing. Each figure is CPU time, the best of several blocks, because other work on the machine only ever adds to it. */
export async function tokenRows(): Promise<readonly BenchRow[]> {
  const started = process.cpuUsage();
  const counter = await openTiktoken(import.meta.url);
  counter.count('x');
  const loadMs = since(started);
  const prompts = promptsOfSources();
  const rival = gptTokenizer();
  const firstMs = best(prompts.slice(0, 40).map((prompt) => cpuMs(() => counter.count(prompt))));
  const rivalMs = best(prompts.slice(0, 40).map((prompt) => cpuMs(() => rival.count(prompt))));
  const againMs = best(prompts.slice(0, 40).map((prompt) => cpuMs(() => counter.count(prompt))));
  const wrong = prompts.filter((prompt) => counter.count(prompt) !== rival.count(prompt)).length;
  const letters = Array.from('abcdefghij');
  const runMs = median(letters.map((letter) => cpuMs(() => counter.count(letter.repeat(60_000)))));
  const rivalRunMs = cpuMs(() => rival.count('a'.repeat(20_000)));
  return [
    { what: 'tiktoken, loading program and encoding', figure: loadMs, limit: 1_500, how: `once a thread, when tokens are first counted; gpt-tokenizer 4.0.0 ${rival.loadMs.toFixed(0)} ms` },
    { what: 'tokens of a 24 KB prompt, first time', figure: firstMs, limit: 5, how: `gpt-tokenizer 4.0.0, whose merges are kept between texts: ${rivalMs.toFixed(2)} ms; ${wrong} of ${prompts.length} counts differ` },
    { what: 'tokens of a 24 KB prompt, counted before', figure: againMs, limit: 0.5, how: 'pieces are looked up by their hash' },
    { what: 'tokens of 60,000 letters without a break', figure: runMs, limit: 5, how: `by samples; gpt-tokenizer needs ${rivalRunMs.toFixed(0)} ms for 20,000` },
    ...await callRows(counter, prompts),
  ];
}

async function callRows(counter: { count(text: string): number }, prompts: readonly string[]): Promise<readonly BenchRow[]> {
  const [model] = mergeModels({ provider: 'anthropic', prices: { kind: 'vendor', vendor: 'anthropic' }, listed: [{ model: 'claude-haiku-5-5' }] });
  const price = tableModel('anthropic', 'claude-haiku-5-5')?.price;
  if (model === undefined || price === undefined) throw new Error('The table has no claude-haiku-5-5.');
  const sizes = new CountedSizes(() => Promise.resolve(counter));
  const call = (index: number): ModelCall => ({
    model: model.id, maxOutputTokens: 700, limits: { firstByteMs: 1, idleMs: 1, totalMs: 1 },
    system: [{ text: prompts[0] ?? '', stable: true }], messages: [{ role: 'user', parts: [{ text: `Unit ${String(index)}: ${prompts[1]?.slice(index, index + 2000) ?? ''}`, stable: false }] }],
  });
  await sizes.size(call(0), model);
  const sizeMs = best(Array.from({ length: 20 }, (_, block) => cpuMs(() => {
    for (let index = 0; index < 10; index += 1) void sizes.size(call(block * 10 + index), model);
  }) / 10));
  const messages = Array.from({ length: 400 }, (_, index): ConversationMessage => ({ role: index % 2 === 0 ? 'user' : 'assistant', parts: [{ text: prompts[index % prompts.length]?.slice(0, 1500) ?? '', stable: false }] }));
  const fit = (): unknown => fitConversation({ system: [], messages }, { limitTokens: 40_000, manner: 'importantFirst', count: (text) => sizes.textAtMost(text, model) });
  fit();
  const fitMs = best(Array.from({ length: 10 }, () => cpuMs(fit)));
  const usage = { input: 2000, cacheRead: 6000, cacheWrite: 0, cacheWriteLong: 0, output: 700 };
  const priceMs = best(Array.from({ length: 10 }, () => cpuMs(() => {
    for (let index = 0; index < 10_000; index += 1) costOf(usage, price);
  }) / 10_000));
  return [
    { what: 'size of an atom\'s call', figure: sizeMs, limit: 0.8, how: '24 KB of instructions that other calls had, 2 KB of its own' },
    { what: 'fitting 400 messages into a context', figure: fitMs, limit: 25, how: '600 KB of text that was counted before, important first' },
    { what: 'cost of a usage', figure: priceMs, limit: 0.002, how: 'five buckets, two tiers' },
  ];
}

/** Prompts as ours are: code, prose and YAML of this project, each another text. */
function promptsOfSources(): readonly string[] {
  const folders = ['src/spec/devmatrix', 'src/semantics', 'src/verify', 'docs', 'src/compliance'];
  const text = folders.flatMap((folder) => readdirSync(join(root, folder)).filter((name) => /\.(?:ts|md)$/.test(name)).map((name) => readFileSync(join(root, folder, name), 'utf8'))).join('\n');
  return Array.from({ length: Math.min(60, Math.floor(text.length / promptLength)) }, (_, index) => text.slice(index * promptLength, (index + 1) * promptLength));
}

function gptTokenizer(): { readonly loadMs: number; count(text: string): number } {
  const load = createRequire(join(installed('tokenizers', root), 'package.json'));
  const started = process.cpuUsage();
  const { countTokens } = load('gpt-tokenizer/encoding/o200k_base') as { countTokens: (text: string, options: { readonly disallowedSpecial: ReadonlySet<string> }) => number };
  countTokens('x', { disallowedSpecial: new Set() });
  const loadMs = since(started);
  return { loadMs, count: (text) => countTokens(text, { disallowedSpecial: new Set() }) };
}

function cpuMs(run: () => unknown): number {
  const started = process.cpuUsage();
  run();
  return since(started);
}

function since(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** The lower quarter: what it takes when little else disturbs it. */
function best(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 4)] ?? Number.NaN;
}
