import { taskCategories, type TaskCategory } from '../records/ledger.ts';
import { featuresOf, type Features } from './features.ts';
import { evidenceFor, probabilities, readModel, type LinearModel } from './linearModel.ts';
import { trainedWeights } from './trainedWeights.ts';

/** What a chat prompt is about, as far as its words tell. */
export interface PromptClass {
  /** The likeliest category, even when the classifier abstains. */
  readonly category: TaskCategory;
  /** Its probability, 0 to 1. */
  readonly confidence: number;
  /** The words do not tell: keep what the conversation had, or treat it as `general`. */
  readonly abstains: boolean;
  /** Probabilities of all categories, in the order of `taskCategories`. */
  readonly leanings: readonly number[];
  /** What spoke for the category, strongest first; for the reason that people read. */
  readonly evidence: readonly string[];
}

/** Below this probability the classifier abstains: in cross-validation by author nine of ten answers above it are right (docs/models.md). */
export const leastConfidence = 0.5;

let shipped: LinearModel | undefined;

/** Classifies a prompt with the model that ships with DevMatrix, or another one. Takes well under a millisecond. */
export function classifyPrompt(prompt: string, model?: LinearModel): PromptClass {
  return classifyFeatures(featuresOf(prompt), model);
}

/** The same for whoever has the prompt's features already. */
export function classifyFeatures(features: Features, model: LinearModel = (shipped ??= readModel(trainedWeights))): PromptClass {
  const leanings = probabilities(model, features);
  const probability = Math.max(...leanings);
  const category = taskCategories[leanings.indexOf(probability)] ?? 'general';
  return {
    category,
    confidence: probability,
    abstains: probability < leastConfidence,
    leanings,
    evidence: evidenceFor(model, features, category).slice(0, 5).map(wordsOf),
  };
}

const shapeWords: Readonly<Record<string, string>> = {
  fence: 'a block of code', 'inline code': 'code in the text', file: 'a file name', path: 'a path', identifier: 'a name from code', call: 'a call', operators: 'operators of code',
  http: 'HTTP', error: 'an error message', sum: 'a calculation', quoted: 'a quoted text', 'after colon': 'a text after a colon', link: 'a link', 'foreign script': 'another script',
  question: 'a question', exclaims: 'an exclamation mark', 'first person': 'speaking of oneself', 'i feel': 'speaking of oneself', year: 'a year', 'name inside': 'a name',
  number: 'a number', numbers: 'several numbers',
};

/** A feature in words for people. */
function wordsOf(feature: string): string {
  const kind = feature.slice(0, feature.indexOf(':'));
  const rest = feature.slice(feature.indexOf(':') + 1);
  switch (kind) {
    case 's': return shapeWords[rest] ?? 'its length';
    case 'l': return `words of ${rest.replace(/ (?:share|twice)$/, '')}`;
    case 'p': return `“${rest}”`;
    default: return `“${rest}…”`;
  }
}
