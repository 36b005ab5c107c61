import { classifyFeatures, type PromptClass } from '../classify/classifyPrompt.ts';
import { featuresOfSeen, seenOf, stemsOf, type Features } from '../classify/features.ts';
import type { LinearModel } from '../classify/linearModel.ts';
import { moodOf, type Mood } from '../classify/mood.ts';
import { contentOf } from './topic.ts';

/** What one look at a prompt tells; whoever judges it takes it from here. */
export interface PromptReading {
  /** What of the prompt is looked at. */
  readonly text: string;
  readonly stems: readonly string[];
  /** The stems that say what it is about, once each. */
  readonly content: readonly string[];
  readonly features: Features;
  readonly found: PromptClass;
  readonly mood: Mood;
}

/** Reads a prompt in the light of the ones before it (latest last). The classifier is the one that ships by default. */
export function readPrompt(prompt: string, before: readonly string[], classifier?: LinearModel): PromptReading {
  const text = seenOf(prompt);
  const stems = stemsOf(text);
  const features = featuresOfSeen(text, stems);
  return { text, stems, content: contentOf(stems), features, found: classifyFeatures(features, classifier), mood: moodOf(text, before) };
}
