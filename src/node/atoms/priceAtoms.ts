import type { Atom } from '../../ir/atom.ts';
import type { ModelRequest } from '../../llm/gateway/modelRequest.ts';
import type { ModelInfo } from '../../llm/models/modelInfo.ts';
import type { Store } from '../../llm/records/store.ts';
import type { AtomPrompts } from '../../pipeline/atoms/openPrompts.ts';
import { firstAttempt } from '../../pipeline/atoms/openPrompts.ts';
import { priceOfRun } from '../../pipeline/atoms/prepareRun.ts';
import type { AtomCalls, RunExpectations, RunPrice } from '../../plan/priceRun.ts';
import { expectationsOf } from '../../waves/expectations.ts';
import type { LoggedEvent } from '../../waves/runEvent.ts';
import { readRun } from '../../waves/runLog.ts';
import type { OpenedModels } from '../models/openModels.ts';
import type { AppAtoms } from './appAtoms.ts';

export interface PriceTools {
  readonly models: OpenedModels;
  /** What earlier runs took; without it what nobody knows yet is expected. */
  readonly store: Store | undefined;
  /** Whom calls are counted for. */
  readonly workspace: string;
}

/** What atoms will probably cost, and with which models. */
export interface AtomPrices {
  /** The model that is asked first, and the one after wrong answers. */
  readonly ladder: readonly [ModelInfo, ...ModelInfo[]];
  /** The price of all of these calls. */
  readonly of: (calls: readonly AtomCalls[]) => RunPrice;
  /** The price of the first calls for one atom alone, without further attempts. */
  readonly first: (calls: AtomCalls) => RunPrice;
}

/** Prices of the atoms of an app with the models that would be asked for one of them; undefined when none is configured. Nobody is asked. */
export async function priceAtoms({ prompts: { prompts }, counter }: Pick<AppAtoms, 'prompts' | 'counter'>, atom: Atom, { models, store, workspace }: PriceTools): Promise<AtomPrices | undefined> {
  const request = sampleRequest(prompts, atom, workspace);
  const [first, better] = await Promise.all([models.gateway.firstModel(request), models.gateway.firstModel({ ...request, wish: { escalation: 1 } })]);
  if (first === undefined) return undefined;
  const ladder: readonly [ModelInfo, ...ModelInfo[]] = better === undefined ? [first] : [first, better];
  const expectations = await expectationsOf(store === undefined ? [] : lastEvents(store), first.id);
  const text = request.system.map((part) => part.text).join('\n');
  const own = counter.count(text);
  const factors = new Map(ladder.map((model) => [model, own === 0 ? 1 : models.sizes.textSize(text, model) / own]));
  const price = (calls: readonly AtomCalls[], expected: RunExpectations): RunPrice => priceOfRun(calls, ladder, (tokens, model) => tokens * (factors.get(model) ?? 1), expected);
  return { ladder, of: (calls) => price(calls, expectations), first: (calls) => price([calls], { ...expectations, casesAttempts: 1, codeAttempts: 1, escalated: 0 }) };
}

/** So many runs before this one tell what to expect. */
const learntRuns = 5;

async function* lastEvents(store: Store): AsyncGenerator<LoggedEvent> {
  for (const { run } of await store.runLog.runs(learntRuns)) yield* readRun(store.runLog, run);
}

/** A request like those of the run, to ask the router by. */
function sampleRequest({ codePrompt }: Pick<AtomPrompts, 'codePrompt'>, atom: Atom, workspace: string): ModelRequest {
  const { system, messages, maxOutputTokens } = codePrompt(atom, [], firstAttempt);
  return { system, messages, maxOutputTokens, purpose: { workspace, category: 'coding' } };
}
