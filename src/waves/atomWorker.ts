import type { CancelSignal } from '../base/cancelSignal.ts';
import type { AtomCase, AtomFinding, WrittenUnit } from '../ir/atom.ts';
import type { GatewayResult } from '../llm/gateway/gatewayResult.ts';
import type { AtomState, Try } from './atomState.ts';
import { answerEvent, modelOfKey, requestOf, stablePrefixOf } from './askCall.ts';
import { waveFinding } from './catalogue.ts';
import { fitPlan, planAttempt, type PlannedAttempt } from './ladder.ts';
import type { LikelyModels } from './likelyModels.ts';
import { nextStep, type Step } from './nextStep.ts';
import type { RunAtom, WavePorts } from './ports.ts';
import type { PrefixGate } from './prefixGate.ts';
import type { WaveEvent } from './runEvent.ts';
import type { WaveSettings } from './settings.ts';
import type { Slots } from './slots.ts';
import type { AnswerCode, AtomJudgement, AtomPrompt } from './workshop.ts';

/** What atoms share while they are worked at. */
export interface WorkTools {
  readonly run: string;
  readonly workspace: string;
  readonly ports: WavePorts;
  readonly settings: WaveSettings;
  readonly signal: CancelSignal;
  readonly calls: Slots;
  readonly validators: Slots;
  readonly prefixes: PrefixGate;
  readonly models: LikelyModels;
  state(unit: string): AtomState;
  /** Resolves when they are on disk and in the state. */
  tell(events: readonly WaveEvent[]): Promise<void>;
  /** Hears each result before it is logged; true when nothing of it may count for the atom, because the run ends. */
  heard(result: GatewayResult): boolean;
  /** Hears that an answer could not be judged; true when the run ends for it. */
  notJudged(problem: string): boolean;
  /** Hears that one could. */
  judged(): void;
  /** True once for an atom that was under way when the log was opened. */
  mayBeLost(unit: string): boolean;
  /** Calls with such a prompt that may still come. */
  callsToCome(): number;
  priority(atom: RunAtom): number;
}

type Ask = Extract<Step, { kind: 'ask' }>;

/** Works at an atom until it has ended, or nothing more can be asked. Everything that is decided is decided by its state. */
export async function workAtAtom(tools: WorkTools, atom: RunAtom): Promise<void> {
  for (;;) {
    const state = tools.state(atom.atom.id);
    const step = nextStep(state, tools.settings);
    if (step.kind === 'ended' || !await perform(tools, atom, state, step)) return;
  }
}

/** True when there is something new in the log. */
async function perform(tools: WorkTools, atom: RunAtom, state: AtomState, step: Exclude<Step, { kind: 'ended' }>): Promise<boolean> {
  const unit = atom.atom.id;
  switch (step.kind) {
    case 'ask': return ask(tools, atom, state, step);
    case 'readCases': return readCases(tools, atom, state, step.tried);
    case 'settleCases':
      await markWasted(tools, unit, state.caseTries.at(-1));
      await tools.tell([{ kind: 'unit.cases', unit, cases: state.cases ?? bestCases(tools, atom, state) }]);
      return true;
    case 'judge': return judge(tools, atom, state, step.tried);
    case 'readDispute':
      await tools.tell([{ kind: 'unit.dispute', unit, example: step.example, verdict: (step.tried.answer === undefined ? undefined : tools.ports.workshop.readDispute(atom.atom, step.tried.answer)) ?? 'unclear' }]);
      return true;
    case 'giveUp':
      await markWasted(tools, unit, state.codeTries.at(-1));
      await tools.tell([incomplete(tools, atom, state, step.reason)]);
      return true;
  }
}

async function ask(tools: WorkTools, atom: RunAtom, state: AtomState, step: Ask): Promise<boolean> {
  const { calls } = tools;
  if (!await calls.acquire(tools.priority(atom))) return false;
  try {
    const last = (step.ask === 'cases' ? state.caseTries : step.ask === 'code' ? state.codeTries : []).at(-1);
    const wasted = markWasted(tools, atom.atom.id, last);
    const attempt = planAttempt(state, step, tools.settings);
    const first = await call(tools, atom, state, { step, attempt });
    await wasted;
    // Code that was found good is not lost because there is no money to prove it better.
    if (first.result.outcome.kind === 'budget' && state.undecided !== undefined && step.ask === 'cases') {
      await tools.tell([...(first.result.attempts.length > 0 ? [eventOf(atom, step, first)] : []), { kind: 'unit.cases', unit: atom.atom.id, cases: state.cases ?? [] }]);
      return true;
    }
    // Room for an answer costs money while it is reserved: usual answers fit into much less. One that was cut already does not.
    if (first.result.outcome.kind !== 'budget' || last?.outcome === 'truncated') return await hear(tools, atom, step, first);
    if (first.result.attempts.length > 0) await tools.tell([eventOf(atom, step, first)]);
    return await hear(tools, atom, step, await call(tools, atom, state, { step, attempt: { ...attempt, outputFactor: shortAnswer } }));
  } finally {
    calls.release();
  }
}

/** The part of the usual room for an answer that is asked for when the money left is not enough for all of it. */
const shortAnswer = 0.25;

interface Called {
  readonly result: GatewayResult;
  readonly template: string;
}

/** True when there is something new in the log that the atom goes on with. */
async function hear(tools: WorkTools, atom: RunAtom, step: Ask, called: Called): Promise<boolean> {
  const isVoid = tools.heard(called.result);
  if (isVoid && called.result.attempts.length === 0) return false;
  await tools.tell([eventOf(atom, step, called)]);
  return !isVoid;
}

function eventOf({ atom }: RunAtom, { ask: kind, attempt }: Ask, { result, template }: Called): WaveEvent {
  return answerEvent(result, { unit: atom.id, ask: kind, attempt, template });
}

async function call(tools: WorkTools, atom: RunAtom, state: AtomState, { step, attempt }: { readonly step: Ask; readonly attempt: PlannedAttempt }): Promise<Called> {
  const { ports: { gateway }, settings, run, workspace, models } = tools;
  const purpose = { workspace, run, unit: atom.atom.id, attempt: step.attempt, category: 'coding' as const };
  const base = { settings, purpose, priority: tools.priority(atom), cache: cacheFor(tools, state) };
  const prompt = promptOf(tools, atom, state, { step, attempt });
  const request = requestOf({ ...base, prompt, attempt });
  const model = await models.of(step.ask, request);
  const fitted = model === undefined ? attempt : { ...attempt, plan: fitPlan(attempt.plan, model.abilities) };
  const passage = model === undefined || tools.callsToCome() <= settings.fanOut ? undefined : await tools.prefixes.pass(prefixOf(prompt), model, { calls: tools.callsToCome(), atOnce: settings.atOnce });
  try {
    const onText = passage === undefined ? {} : { onText: passage.heard };
    return { result: await gateway.ask(requestOf({ ...base, prompt, attempt: fitted, ...onText }), tools.signal), template: prompt.template };
  } finally {
    passage?.ended();
  }
}

/**
 * An answer that was there already and is refused would be there again in the next run: what follows it is asked anew. The first call of an atom
 * that was under way when its process died looks for the answer that may have been paid then.
 */
function cacheFor(tools: WorkTools, { unit, caseTries, codeTries }: AtomState): 'use' | 'refresh' {
  if (tools.mayBeLost(unit)) return 'use';
  return [...caseTries, ...codeTries].some(({ fromCache }) => fromCache === true) ? 'refresh' : tools.settings.cache;
}

function promptOf({ ports: { workshop } }: WorkTools, { atom }: RunAtom, state: AtomState, { step, attempt: { plan } }: { readonly step: Ask; readonly attempt: PlannedAttempt }): AtomPrompt {
  const cases = state.cases ?? [];
  switch (step.ask) {
    case 'cases': return workshop.casesPrompt(atom, plan);
    case 'code': return workshop.codePrompt(atom, cases, plan);
    case 'dispute': {
      const disputed = cases.find(({ name }) => name === step.example);
      if (disputed === undefined) throw new Error(`${atom.id} has no example ${step.example ?? ''}.`);
      return workshop.disputePrompt(atom, disputed, plan);
    }
  }
}

function prefixOf(prompt: AtomPrompt): { readonly text: string; readonly tokens: number } {
  const text = stablePrefixOf(prompt);
  return { text, tokens: Math.floor(text.length / 4) };
}

async function readCases(tools: WorkTools, { atom }: RunAtom, { cases: before }: AtomState, tried: Try): Promise<boolean> {
  const { cases, findings } = tools.ports.workshop.readCases(atom, tried.answer ?? '');
  if (before !== undefined) {
    await tools.tell([{ kind: 'unit.attempt', unit: atom.id, ask: 'cases', attempt: tried.attempt, findings: cases.length > 0 ? [] : findings }, { kind: 'unit.cases', unit: atom.id, cases: withMore(before, cases) }]);
    return true;
  }
  const isGood = cases.length > 0 && (findings.length === 0 || cases.length >= enoughCases);
  await tools.tell(isGood
    ? [{ kind: 'unit.attempt', unit: atom.id, ask: 'cases', attempt: tried.attempt, findings: [] }, { kind: 'unit.cases', unit: atom.id, cases }]
    : [{ kind: 'unit.attempt', unit: atom.id, ask: 'cases', attempt: tried.attempt, findings: findings.length > 0 ? findings : [waveFinding('DM5002', 'answer', {})] }]);
  return true;
}

/** The examples, and those that they did not have. */
function withMore(before: readonly AtomCase[], more: readonly AtomCase[]): readonly AtomCase[] {
  return [...before, ...more.filter(({ name }) => !before.some((known) => known.name === name))].slice(0, Math.max(before.length, mostCases));
}

const mostCases = 12;

/** So many good examples are enough, although others beside them are wrong. */
const enoughCases = 3;

/** Of all answers that were not good, the one with the most examples that can be used. */
function bestCases({ ports: { workshop } }: WorkTools, { atom }: RunAtom, { caseTries }: AtomState): readonly AtomCase[] {
  return caseTries.map(({ answer }) => (answer === undefined ? [] : workshop.readCases(atom, answer).cases)).reduce<readonly AtomCase[]>((best, cases) => (cases.length > best.length ? cases : best), []);
}

/** The finding on an example whose rows the app's database refuses. */
const cannotBeSetUp = 'DM5074';

async function judge(tools: WorkTools, each: RunAtom, state: AtomState, tried: Try): Promise<boolean> {
  const { atom, task } = each;
  const cases = state.cases ?? [];
  const judgement = await judgementOf(tools, each, tried, cases);
  if (judgement === undefined || tools.signal.aborted) return false;
  if ('problem' in judgement) return notJudged(tools, each, state, judgement.problem);
  tools.judged();
  const { code, timingsMs } = judgement;
  const impossible = judgement.findings.flatMap(({ code: kind, example }) => (kind === cannotBeSetUp && example !== undefined && cases.some(({ name }) => name === example) ? [example] : []));
  if (impossible.length > 0) {
    // Nothing is wrong with the code: it is judged again without them.
    await tools.tell(impossible.map((example): WaveEvent => ({ kind: 'unit.dispute', unit: atom.id, example, verdict: 'withdrawn' })));
    return true;
  }
  const findings = code === undefined && judgement.findings.length === 0 ? [waveFinding('DM5003', 'answer', {})] : judgement.findings;
  const told: WaveEvent = { kind: 'unit.attempt', unit: atom.id, ask: 'code', attempt: tried.attempt, findings, ...(code !== undefined && findings.some(({ level }) => level === 'examples') ? { code: nameOf(code) } : {}), timingsMs };
  if (code === undefined || findings.length > 0) {
    await tools.tell([told]);
    return true;
  }
  const undecided = await undecidedOf(tools, each, state, tried);
  if (undecided.length > 0) {
    await tools.tell([{ ...told, undecided }]);
    return true;
  }
  const written: WrittenUnit = { unit: atom.id, task, ...code, cases, status: 'complete', model: tried.model ?? '' };
  await tools.tell([told, { kind: 'unit.done', unit: atom.id, written, attempts: state.attempts }]);
  return true;
}

/** Undefined when the run ends before it is its turn. A validator that fails gets a second chance. */
async function judgementOf({ validators, ports: { workshop }, signal }: WorkTools, { atom }: RunAtom, { answer = '' }: Try, cases: readonly AtomCase[]): Promise<AtomJudgement | { readonly problem: string } | undefined> {
  if (!await validators.acquire(0)) return undefined;
  try {
    return await workshop.judge(atom, answer, cases, signal).catch(() => workshop.judge(atom, answer, cases, signal));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  } finally {
    validators.release();
  }
}

/** What no example decides, asked for once; nothing when that cannot be told. */
async function undecidedOf({ validators, settings, ports: { workshop }, signal }: WorkTools, { atom }: RunAtom, state: AtomState, { answer = '' }: Try): Promise<readonly AtomFinding[]> {
  const { cases = [] } = state;
  if (!settings.decides || workshop.undecided === undefined || state.undecided !== undefined || cases.length === 0 || !await validators.acquire(0)) return [];
  try {
    return await workshop.undecided(atom, answer, cases, signal);
  } catch {
    return [];
  } finally {
    validators.release();
  }
}

/** Nothing is wrong with the answer as far as anybody knows: the model is not asked again for it. */
async function notJudged(tools: WorkTools, atom: RunAtom, state: AtomState, problem: string): Promise<boolean> {
  if (tools.notJudged(problem)) return false;
  const { code, message } = waveFinding('DM5004', 'answer', { problem });
  await tools.tell([incomplete(tools, atom, state, `${message} (${code})`)]);
  return true;
}

/** The end of an atom that nobody could write, with what can be done without a model. */
export function incomplete({ ports: { workshop } }: Pick<WorkTools, 'ports'>, { atom, task }: RunAtom, state: AtomState, reason: string): WaveEvent {
  const partial = workshop.partial(atom);
  return { kind: 'unit.incomplete', unit: atom.id, reason, ...(partial === undefined ? {} : { written: partialUnit(atom.id, task, partial) }), attempts: state.attempts };
}

/** What stands in for an atom without a model. */
export function partialUnit(unit: string, task: string, partial: AnswerCode): WrittenUnit {
  return { unit, task, ...partial, cases: [], status: 'partial', model: '' };
}

/**
 * Says in the ledger that a paid answer was of no use. It is said before the event that follows from it, and the ledger takes it once, so that
 * it is neither lost nor doubled when the process is killed in between.
 */
export async function markWasted({ ports: { ledger, random, time }, run, workspace }: Pick<WorkTools, 'ports' | 'run' | 'workspace'>, unit: string, tried: Pick<Try, 'attempt' | 'model' | 'paid' | 'findings'> | undefined): Promise<void> {
  if (tried?.paid === undefined || tried.model === undefined) return;
  const finding = tried.findings?.[0];
  const purpose = { workspace, run, unit, attempt: tried.attempt, category: 'coding' as const };
  await ledger.record({ kind: 'wasted', id: random.id(), call: tried.paid, at: time.now(), model: modelOfKey(tried.model), purpose, reason: finding === undefined ? 'not used' : `${finding.level} ${finding.code}` })
    .catch(() => undefined);
}

/** A short name of a code, the same for codes that differ only in white space. FNV-1a. */
function nameOf({ code, helpers }: AnswerCode): string {
  const text = [...helpers, code].join('').replaceAll(/\s+/g, '');
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${(hash >>> 0).toString(36)}-${text.length}`;
}
