import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { text as textOfStream } from 'node:stream/consumers';
import { createInterface, type Interface } from 'node:readline/promises';
import { dollars } from '../base/dollars.ts';
import { createTwoFilesPatch } from 'diff';
import { discoverProviders } from '../llm/discoverProviders.ts';
import type { Store } from '../llm/records/store.ts';
import { listPricing } from '../llm/models/price.ts';
import { modelKey } from '../llm/models/modelInfo.ts';
import type { OpenedModels } from '../node/models/openModels.ts';
import { systemRandom } from '../node/systemRandom.ts';
import { findTemplates } from '../node/templates.ts';
import { workspaceId } from '../node/workspaceId.ts';
import { discover, discoverPrompt, type DiscoverRequest, type Draft, markUnreviewed } from '../pipeline/discover/discover.ts';
import { parseCommandLine } from './arguments.ts';
import { agreedLimit } from './agreedLimit.ts';
import { openConfiguredModels } from './openConfiguredModels.ts';
import { count, type ExitCode, paint, printJson, say, sayDiagnostics, UsageError } from './terminal.ts';
import { withStore } from './withStore.ts';

/** What a draft usually takes: its length in tokens, and how many answers there are until one has no mistakes. */
const usualOutputTokens = 3_500;
const usualAttempts = 1.4;
/** Without a limit the conversation may cost so many times what is expected. */
const roomFactor = 5;

interface Options {
  readonly out: string | undefined;
  readonly budget: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `devmatrix discover`: turns words into a spec, asks what they leave open, shows what would be written, and writes it when the person agrees. */
export async function discoverCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { positionals: [first, ...more], values } = parseCommandLine(args, { out: { type: 'string' }, budget: { type: 'string' }, yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } });
  if (first === undefined || more.length > 0) throw new UsageError('Say in one text what the application is about: devmatrix discover "A shop that ...", or - to read it from standard input.');
  const words = (first === '-' ? await textOfStream(process.stdin) : first).trim();
  if (words === '') throw new UsageError('There is nothing in the text.');
  if (discoverProviders(process.env).providers.length === 0) {
    say(paint('red', 'No model is configured. "devmatrix models" tells how.'));
    return 1;
  }
  return withStore(async (store) => {
    const models = await openConfiguredModels(store, signal);
    if (models === undefined) return 1;
    const terminal = process.stdin.isTTY && first !== '-' && !values.json ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
    try {
      return await converse(words, { out: values.out, budget: values.budget, yes: values.yes, json: values.json }, { models, store, terminal }, signal);
    } finally {
      terminal?.close();
      await models.close();
    }
  });
}

interface Tools {
  readonly models: OpenedModels;
  readonly store: Store;
  /** Undefined when nobody is there to answer. */
  readonly terminal: Interface | undefined;
}

async function converse(words: string, options: Options, tools: Tools, signal: AbortSignal): Promise<ExitCode> {
  const templates = findTemplates(import.meta.url, 'discover');
  const run = systemRandom.id();
  const existing = options.out !== undefined && existsSync(options.out) ? readFileSync(options.out, 'utf8') : undefined;
  const request: DiscoverRequest = { words, answers: [], purpose: { workspace: workspaceId(process.cwd()), run }, ...(existing === undefined ? {} : { existing }) };
  const room = await agreedRoom(request, templates, options, tools);
  if (room === undefined) {
    say('Nothing was asked.');
    return 1;
  }
  await tools.store.budgets.set({ scope: { kind: 'run', run }, hardMicroUsd: room }, Date.now());
  const ports = {
    templates, ask: (asked: Parameters<OpenedModels['gateway']['ask']>[0], cancelled: Parameters<OpenedModels['gateway']['ask']>[1]) => tools.models.gateway.ask(asked, cancelled),
    attempt: (attempt: number, mistakes: readonly unknown[]) => { say(paint('dim', attempt === 1 ? 'Drafting ...' : `The draft had ${count(mistakes.length, 'mistake')}; drafting again (${String(attempt)}) ...`)); },
  };
  let draft = await discover(request, ports, signal);
  let microUsd = draft.microUsd;
  const answers = draft.kind === 'draft' && tools.terminal !== undefined ? await answered(draft, tools.terminal) : [];
  if (draft.kind === 'draft' && answers.length > 0) {
    draft = await discover({ ...request, existing: draft.spec, answers }, ports, signal);
    microUsd += draft.microUsd;
  }
  if (draft.kind === 'failed') {
    sayDiagnostics(draft.mistakes);
    say(paint('red', `${draft.reason} Nothing was written; it cost ${dollars(microUsd)}.`));
    if (options.json) printJson({ kind: draft.kind, reason: draft.reason, mistakes: draft.mistakes, costUsd: microUsd / 1e6 });
    return 1;
  }
  return keep(draft, { ...options, existing, microUsd }, tools.terminal);
}

/** The most that it may cost, as the person agreed to it. */
async function agreedRoom(request: DiscoverRequest, templates: ReadonlyMap<string, string>, consent: Options, { models, terminal }: Tools): Promise<number | undefined> {
  const prompt = discoverPrompt(request, templates);
  const model = await models.gateway.firstModel({ ...prompt, purpose: { ...request.purpose, category: 'coding' } });
  if (model === undefined) {
    say(paint('red', 'None of the configured models can take on this work.'));
    return undefined;
  }
  const text = [...prompt.system, ...prompt.messages.flatMap(({ parts }) => parts)].map((part) => part.text).join('\n');
  const cost = listPricing.cost(model, { input: models.sizes.textSize(text, model), cacheRead: 0, cacheWrite: 0, cacheWriteLong: 0, output: usualOutputTokens });
  const expected = cost === undefined ? undefined : cost * usualAttempts;
  say(`${modelKey(model.id)} will draft the spec: ${expected === undefined ? 'its price is unknown' : `about ${dollars(expected)} a round`}.`);
  return agreedLimit(consent, expected === undefined ? undefined : Math.ceil(roomFactor * expected), terminal);
}

/** Asks the person what the words leave open; an empty answer takes what the draft took. */
async function answered({ questions }: Draft, terminal: Interface): Promise<readonly { readonly question: string; readonly answer: string }[]> {
  const answers: { question: string; answer: string }[] = [];
  for (const { question, assumed } of questions) {
    const answer = (await terminal.question(`${paint('bold', question)}\n  Enter: ${assumed}\n  > `)).trim();
    if (answer !== '') answers.push({ question, answer });
  }
  return answers;
}

interface Keeping extends Options {
  readonly existing: string | undefined;
  readonly microUsd: number;
}

/** Shows what would be written; writes it as reviewed when the person says so, as a draft when nobody is there. */
async function keep(draft: Draft, { out, yes, json, existing, microUsd }: Keeping, terminal: Interface | undefined): Promise<ExitCode> {
  const { application, questions, warnings, attempts } = draft;
  const file = out ?? `${application.name}.devmatrix.yaml`;
  const before = existing ?? (existsSync(file) ? readFileSync(file, 'utf8') : '');
  if (out === undefined && before !== '') {
    say(paint('red', `${file} is there already. Say --out ${file} to change it, or another file.`));
    return 1;
  }
  say();
  say(before === '' ? draft.spec : createTwoFilesPatch(file, file, before, draft.spec, '', '', { context: 3 }));
  sayDiagnostics(warnings);
  const { entities, endpoints, flows } = application;
  say(`${count(entities.length, 'entity', 'entities')}, ${count(endpoints.length, 'endpoint')}, ${count(flows.length, 'flow')}; ${count(attempts, 'draft')}, cost ${dollars(microUsd)}`);
  if (terminal === undefined) for (const { question, assumed } of questions) say(`${paint('yellow', '?')} ${question} ${paint('dim', `Assumed: ${assumed}`)}`);
  const isReviewed = terminal !== undefined && /^y(es)?$/i.test((await terminal.question(`Write it to ${file}? [y/N] `)).trim());
  if (terminal !== undefined && !isReviewed) {
    say('Nothing was written.');
    return 1;
  }
  if (terminal === undefined && !yes && before !== '') {
    say(`${file} is there already; agree to the change with --yes.`);
    return 1;
  }
  writeFileSync(file, isReviewed ? draft.spec : markUnreviewed(draft.spec));
  say(isReviewed ? `${paint('green', '✔')} ${file}` : `${paint('green', '✔')} ${file}, marked as a draft: read it and remove "reviewed: false", then generate.`);
  if (json) printJson({ kind: 'draft', file, reviewed: isReviewed, questions, warnings, attempts, costUsd: microUsd / 1e6, entities: entities.length, endpoints: endpoints.length, flows: flows.length });
  return 0;
}
