import { type Environment, discoverProviders, keyFromEnvironment } from '../llm/discoverProviders.ts';
import { knownProviders } from '../llm/knownProviders.ts';
import { isRetired, unknownsOf } from '../llm/models/mergeModels.ts';
import type { ModelInfo } from '../llm/models/modelInfo.ts';
import { tableAsOf } from '../llm/models/modelTable.ts';
import type { KeyReference } from '../llm/providerSettings.ts';
import { type ConfiguredModels, openProviders } from '../node/configuredProviders.ts';
import { probeLocalProviders } from '../node/localProviders.ts';
import { parseOptions } from './arguments.ts';
import { askLists } from './modelLists.ts';
import { count, type ExitCode, paint, printJson, say } from './terminal.ts';

/** `devmatrix models`: the providers that the environment configures, their models, and what is known of those. Keys are never shown. */
export async function modelsCommand(args: readonly string[], signal: AbortSignal, environment: Environment = process.env): Promise<ExitCode> {
  const values = parseOptions(args, {
    probe: { type: 'boolean', default: false },
    offline: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  const { providers, problems } = discoverProviders(environment);
  const local = values.probe ? await probeLocalProviders(signal) : [];
  const fresh = local.filter(({ baseUrl }) => !providers.some((provider) => provider.baseUrl === baseUrl));
  const opened = await openProviders([...providers, ...fresh], { keyOf: (reference) => keyFromEnvironment(reference, environment) });
  const known = values.offline ? opened.known() : await askLists(opened, [...providers, ...fresh], { environment, signal });
  signal.throwIfAborted();
  const today = new Date().toISOString().slice(0, 10);
  for (const problem of problems) say(paint('yellow', problem));
  if (values.probe && local.length === 0) say('No server of models answers at the usual ports of this machine.');
  if (values.json) printJson({ tableAsOf, providers: known.map(jsonOf), problems });
  else process.stdout.write(known.length === 0 ? nothingConfigured : formatModels(known, today));
  return problems.length > 0 || known.some(({ list }) => list.kind === 'failed') ? 1 : 0;
}

function jsonOf({ settings: { id, label, protocol, baseUrl, key, prices }, list, models }: ConfiguredModels): unknown {
  return {
    id, label, protocol, baseUrl, key, prices, list,
    models: models.map(({ id: { model }, ...facts }) => ({ model, ...facts, unknown: unknownsOf({ id: { provider: id, model }, ...facts }) })),
  };
}

const nothingConfigured = `No provider of models is configured. Set the key of one in the environment:
${knownProviders.map(({ label, keyVariables }) => `  ${label.padEnd(14)} ${keyVariables.join(' or ')}`).join('\n')}
  any other      DEVMATRIX_<NAME>_BASE_URL, with DEVMATRIX_<NAME>_API_KEY if it needs one
or look for servers on this machine: devmatrix models --probe
`;

/** The models of all providers as text; prices in US dollars per million tokens. `today` is an ISO day. */
export function formatModels(known: readonly ConfiguredModels[], today: string): string {
  const heading = `Table of ${tableAsOf}; what a provider lists itself counts before it. Prices in US dollars per million tokens.`;
  return `${[heading, ...known.flatMap((each) => ['', headline(each), ...table(each.models, today)])].join('\n')}\n`;
}

function headline({ settings: { id, label, baseUrl, key, prices }, list, models }: ConfiguredModels): string {
  const from = {
    listed: `${count(models.length, 'model')}, listed by the provider`,
    table: `${count(models.length, 'model')} in the table`,
    failed: list.kind === 'failed' ? `its list cannot be had (${list.outcome}: ${list.detail}); ${count(models.length, 'model')} in the table` : '',
  }[list.kind];
  const price = prices.kind === 'vendor' ? '' : prices.kind === 'free' ? '; costs nothing' : '; prices unknown unless it lists them';
  return `${id}  ${label}, ${baseUrl}, ${keyWords(key)}: ${from}${price}`;
}

function keyWords(key: KeyReference): string {
  switch (key.kind) {
    case 'environment': return `key from ${key.variable}`;
    case 'secret': return 'key from the secret storage';
    case 'none': return 'no key';
  }
}

const columns = ['model', 'input', 'output', 'cached', 'written', 'context', 'answer', 'notes'] as const;

function table(models: readonly ModelInfo[], today: string): readonly string[] {
  if (models.length === 0) return [];
  const rows = [columns, ...models.map((model) => cells(model, today))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => (column === 0 || column === columns.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()}`);
}

function cells(model: ModelInfo, today: string): readonly string[] {
  const { price, contextTokens, maxOutputTokens } = model;
  return [model.id.model, ...[price?.input, price?.output, price?.cacheRead, price?.cacheWrite].map(dollars), ...[contextTokens, maxOutputTokens].map(tokens), notes(model, today).join('; ')];
}

function notes(model: ModelInfo, today: string): readonly string[] {
  const unknown = unknownsOf(model);
  return [
    ...(model.price?.tiers ?? []).map(({ overInputTokens, input, output }) => `${dollars(input)} / ${dollars(output)} over ${tokens(overInputTokens)} of input`),
    ...(isRetired(model, today) ? ['retired'] : model.retiresOn === undefined ? [] : [`until ${model.retiresOn}`]),
    ...(unknown.length === 0 ? [] : [`unknown: ${unknown.join(', ')}`]),
  ];
}

function dollars(perMillion: number | undefined): string {
  return perMillion === undefined ? '' : perMillion.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 6 });
}

function tokens(amount: number | undefined): string {
  return amount?.toLocaleString('en') ?? '';
}
