import { modelKey, type ModelId, type ModelInfo } from '../models/modelInfo.ts';
import type { ConsideredModel, MeasuredQuality, RouteFacts, RouteQuestion, RouteReason, RoutingDecision } from './decision.ts';

/** An answer is taken to be about this long where only its limit is known, in tokens. */
const usualOutput = 700;
/**
 * For what a person reads: good enough is this share of the best measured quality in the category. Over many categories the whole comes out better than that: on 14,042
 * recorded questions `balanced` kept 97.5 % of the best model's quality for 66 % of its cost (`npm run eval:routing`).
 */
const goodEnough = { cheapest: 0.8, balanced: 0.9, best: 1 };
/** A conversation stays with its model while that has this share of the best: changing it costs a cold prompt cache. */
const stayEnough = 0.9;
/** Scores of few tasks are drawn towards the middle: as if so many tasks more had been half solved. */
const priorTasks = 2;

interface Option {
  readonly info: ModelInfo;
  readonly measured: MeasuredQuality | undefined;
  /** The measured quality drawn towards 0.5; undefined when nothing was measured. */
  readonly quality: number | undefined;
  readonly microUsd: number | undefined;
}

/** Decides which models are asked for an answer, in which order, and says why. Pure; far below a millisecond for 60 models. */
export function chooseModels(question: RouteQuestion, facts: RouteFacts): RoutingDecision {
  const seen = facts.models.map((info) => ({ option: optionOf(info, question, facts), misfit: misfitOf(info, question, facts), closed: facts.closed(info.id) }));
  const fitting = seen.filter(({ misfit }) => misfit === undefined);
  const open = fitting.filter(({ closed }) => closed === undefined).map(({ option }) => option);
  const closed = fitting.filter((one) => one.closed !== undefined).map(({ option }) => option);
  const { ordered, reason } = order(open, question);
  // Models behind an open breaker come last: when nothing else is left, the gateway can say how long to wait.
  const candidates = [...ordered, ...order(closed, question).ordered];
  const excluded = new Map(seen.map(({ option, misfit, closed: why }) => [option, misfit ?? why]));
  const rest = seen.map(({ option }) => option).filter((option) => !candidates.includes(option));
  return {
    question,
    candidates: candidates.map(({ info }) => info),
    reason: candidates.length === 0 ? { kind: 'noneFits' } : reason,
    considered: [...candidates, ...rest].map((option) => considered(option, excluded.get(option))),
  };
}

function optionOf(info: ModelInfo, question: RouteQuestion, facts: RouteFacts): Option {
  const measured = qualityOf(info.id, question, facts);
  return {
    info,
    measured,
    quality: measured === undefined ? undefined : (measured.quality * measured.tasks + 0.5 * priorTasks) / (measured.tasks + priorTasks),
    microUsd: facts.cost(info, question.inputTokens, Math.min(question.maxOutputTokens, usualOutput)),
  };
}

/** Whoever is frustrated needs the task done and a good tone: both count half. */
function qualityOf(id: ModelId, question: RouteQuestion, facts: RouteFacts): MeasuredQuality | undefined {
  const task = facts.score(id, question.category);
  const tone = question.isFrustrated && question.category !== 'empathy' ? facts.score(id, 'empathy') : undefined;
  if (task === undefined || tone === undefined) return task;
  return { quality: (task.quality + tone.quality) / 2, tasks: Math.min(task.tasks, tone.tasks) };
}

function misfitOf(info: ModelInfo, question: RouteQuestion, facts: RouteFacts): string | undefined {
  if (question.only !== undefined && !question.only.some((id) => modelKey(id) === modelKey(info.id))) return 'not among the models that were chosen';
  const barred = question.only === undefined ? facts.barred?.(info.id, question.use) : undefined;
  if (barred !== undefined) return barred;
  if (info.retiresOn !== undefined && info.retiresOn < facts.today) return `retired on ${info.retiresOn}`;
  if (info.contextTokens !== undefined && question.inputTokens + question.maxOutputTokens > info.contextTokens) return `its context of ${String(info.contextTokens)} tokens is too small`;
  if (info.maxOutputTokens !== undefined && question.maxOutputTokens > info.maxOutputTokens) return `it answers with ${String(info.maxOutputTokens)} tokens at most`;
  return undefined;
}

function order(options: readonly Option[], question: RouteQuestion): { readonly ordered: readonly Option[]; readonly reason: RouteReason } {
  if (question.only !== undefined) return { ordered: inOrderOf(question.only, options), reason: { kind: 'chosenByPerson' } };
  if (options.every(({ quality }) => quality === undefined)) return unmeasured(options, question);
  return question.use === 'checked' ? ladder(options, question) : trusted(options, question);
}

function inOrderOf(ids: readonly ModelId[], options: readonly Option[]): readonly Option[] {
  return ids.flatMap((id) => options.filter(({ info }) => modelKey(info.id) === modelKey(id)));
}

/** With nothing measured, the price is the only sign of strength: checked work goes up from the cheapest, trusted work begins in the middle. */
function unmeasured(options: readonly Option[], question: RouteQuestion): { readonly ordered: readonly Option[]; readonly reason: RouteReason } {
  const byCost = [...options].sort(byCostThenName);
  const priced = byCost.filter(({ microUsd }) => microUsd !== undefined).length;
  const first = question.use === 'checked' ? question.escalation : startByPrice(priced, question);
  const stays = question.stayWith === undefined ? [] : inOrderOf([question.stayWith], options);
  if (stays.length > 0 && !question.isFrustrated) return { ordered: [...stays, ...byCost.filter((option) => !stays.includes(option))], reason: { kind: 'staysWithConversation' } };
  const start = Math.min(first, Math.max(0, byCost.length - 1));
  return { ordered: [...byCost.slice(start), ...byCost.slice(0, start).reverse()], reason: question.escalation > 0 ? { kind: 'escalated', after: question.escalation } : { kind: 'nothingMeasured' } };
}

function startByPrice(priced: number, question: RouteQuestion): number {
  if (priced === 0) return 0;
  if (question.preference === 'best' || question.isFrustrated) return priced - 1;
  return question.preference === 'cheapest' ? 0 : Math.floor((priced - 1) / 2);
}

/**
 * For checked answers: first the model with the least cost divided by its chance to be right, which gives the least expected cost until the first right answer
 * (the ratio rule of sequential testing: Mitten 1960). Each further rung must be better than the one before; the models beside the ladder stand in when one is down.
 */
function ladder(options: readonly Option[], question: RouteQuestion): { readonly ordered: readonly Option[]; readonly reason: RouteReason } {
  const byRatio = [...options].sort((left, right) => ratio(left) - ratio(right) || byCostThenName(left, right));
  const rungs: Option[] = [];
  for (const option of byRatio) if (qualityFor(option) > (rungs.at(-1)?.quality ?? -1)) rungs.push(option);
  const first = rungs[Math.min(question.escalation, rungs.length - 1)];
  const others = byRatio.filter((option) => option !== first);
  return {
    ordered: [
      ...(first === undefined ? [] : [first]),
      ...others.filter((option) => qualityFor(option) >= qualityFor(first)),
      ...others.filter((option) => qualityFor(option) < qualityFor(first)),
    ],
    reason: question.escalation > 0 ? { kind: 'escalated', after: question.escalation } : { kind: 'leastCostToSuccess' },
  };
}

/** For answers that nobody checks: the cheapest that is nearly as good as the best. */
function trusted(options: readonly Option[], question: RouteQuestion): { readonly ordered: readonly Option[]; readonly reason: RouteReason } {
  const best = options.reduce((top, option) => (qualityFor(option) > qualityFor(top) ? option : top));
  const share = question.isFrustrated ? 1 : goodEnough[question.preference];
  const bar = share * qualityFor(best);
  const good = options.filter((option) => qualityFor(option) >= bar).sort(byCostThenName);
  const others = options.filter((option) => !good.includes(option)).sort((left, right) => qualityFor(right) - qualityFor(left) || byCostThenName(left, right));
  const ordered = [...good, ...others];
  const current = question.stayWith === undefined ? undefined : inOrderOf([question.stayWith], options)[0];
  if (current !== undefined && !question.isFrustrated && qualityFor(current) >= stayEnough * bar) {
    return { ordered: [current, ...ordered.filter((option) => option !== current)], reason: { kind: 'staysWithConversation' } };
  }
  if (question.isFrustrated) return { ordered, reason: { kind: 'frustration' } };
  return { ordered, reason: share === 1 ? { kind: 'bestMeasured' } : { kind: 'cheapestGoodEnough', bar, best: best.info.id } };
}

/** What was never measured counts as a coin's toss. */
function qualityFor(option: Option | undefined): number {
  return option === undefined ? 0 : (option.quality ?? 0.5);
}

/** Models without a known price come after all others. */
function ratio(option: Option): number {
  return option.microUsd === undefined ? Infinity : option.microUsd / Math.max(0.01, qualityFor(option));
}

function byCostThenName(left: Option, right: Option): number {
  const difference = (left.microUsd ?? Number.MAX_VALUE) - (right.microUsd ?? Number.MAX_VALUE);
  if (difference !== 0) return difference;
  return modelKey(left.info.id) < modelKey(right.info.id) ? -1 : 1;
}

function considered(option: Option, excluded: string | undefined): ConsideredModel {
  return {
    model: option.info.id,
    ...(option.measured === undefined ? {} : { quality: option.measured }),
    ...(option.microUsd === undefined ? {} : { microUsd: option.microUsd }),
    ...(excluded === undefined ? {} : { excluded }),
  };
}
