import { dollars } from '../../base/dollars.ts';
import { modelKey } from '../models/modelInfo.ts';
import type { TaskCategory } from '../records/ledger.ts';
import type { ConsideredModel } from '../router/decision.ts';
import type { ExplainedRoute } from '../router/router.ts';

/** Why a question goes to the model that it goes to, as plain data. */
export interface ExplainedChoice {
  readonly category: TaskCategory;
  /** What the classifier took the question for by its own words, and how sure it was; it abstains where they do not tell. */
  readonly classifier: { readonly category: TaskCategory; readonly confidence: number; readonly abstains: boolean; readonly evidence: readonly string[] };
  /** Whether the question goes on with what the conversation is about. */
  readonly topic: { readonly kind: 'start' | 'continues' | 'changes'; readonly why: string; readonly changeProbability: number };
  readonly mood: { readonly frustration: number; readonly isFrustrated: boolean; readonly signs: readonly string[] };
  /** The model of the conversation, while its topic stays and its cache may be warm. */
  readonly stayWith?: string;
  readonly reason: string;
  /** All models that were looked at, in the order in which they are asked, those that are not asked last. */
  readonly models: readonly ExplainedModel[];
}

export interface ExplainedModel {
  readonly model: string;
  /** Measured in the category, 0 to 1, by so many tasks. */
  readonly quality?: number;
  readonly tasks?: number;
  /** Expected for this question. */
  readonly costUsd?: number;
  /** Why it is not asked, or only when no other can be. */
  readonly excluded?: string;
}

/** The router's decision for a question, for people and programs. */
export function explainChoice({ decision, turn, reason }: ExplainedRoute): ExplainedChoice {
  const { category, isFrustrated } = decision.question;
  const { found, followUp, mood, stayWith } = turn ?? {};
  return {
    category,
    classifier: { category: found?.category ?? category, confidence: rounded(found?.confidence ?? 0), abstains: found?.abstains ?? true, evidence: [...new Set(found?.evidence ?? [])] },
    topic: { kind: followUp?.kind ?? 'start', why: followUp?.why ?? 'first turn', changeProbability: rounded(followUp?.probability ?? 1) },
    mood: { frustration: rounded(mood?.frustration ?? 0), isFrustrated, signs: mood?.signs ?? [] },
    ...(stayWith === undefined ? {} : { stayWith: modelKey(stayWith) }),
    reason,
    models: decision.considered.map(modelOf),
  };
}

function modelOf({ model, quality, microUsd, excluded }: ConsideredModel): ExplainedModel {
  return {
    model: modelKey(model),
    ...(quality === undefined ? {} : { quality: rounded(quality.quality), tasks: quality.tasks }),
    ...(microUsd === undefined ? {} : { costUsd: microUsd / 1e6 }),
    ...(excluded === undefined ? {} : { excluded }),
  };
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}

/** So many models are shown to people; the JSON has all. */
const shownModels = 12;

const topicWords = { start: 'the conversation begins', continues: 'the topic goes on', changes: 'a new topic begins' } as const;

/** The same for people, a line each. */
export function choiceLines({ category, classifier, topic, mood, stayWith, reason, models }: ExplainedChoice): readonly string[] {
  const words = `${percent(classifier.confidence)} sure${classifier.evidence.length === 0 ? '' : `, by ${classifier.evidence.join(', ')}`}`;
  const left = models.length - shownModels;
  return [
    `category: ${category}; the words ${classifier.abstains ? `do not tell (at most ${classifier.category}, ${words})` : `say ${classifier.category} (${words})`}`,
    `topic: ${topicWords[topic.kind]}${topic.kind === 'start' ? '' : ` (${topic.why}; a change by ${percent(topic.changeProbability)})`}${stayWith === undefined ? '' : `; so far with ${stayWith}`}`,
    `mood: ${mood.isFrustrated ? 'out of patience' : 'calm'} (${percent(mood.frustration)}${mood.signs.length === 0 ? '' : `, by ${mood.signs.join(', ')}`})`,
    `choice: ${reason}`,
    ...models.slice(0, shownModels).map((model) => `  ${modelWords(model)}`),
    ...(left > 0 ? [`  and ${String(left)} more`] : []),
  ];
}

function modelWords({ model, quality, tasks, costUsd, excluded }: ExplainedModel): string {
  const measured = quality === undefined ? 'not measured' : `${percent(quality)} of ${String(tasks)} tasks`;
  return `${model}: ${measured}, ${costUsd === undefined ? 'price unknown' : `about ${dollars(costUsd * 1e6)}`}${excluded === undefined ? '' : `; ${excluded}`}`;
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}
