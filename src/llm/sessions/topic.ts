import { stemsOf } from '../classify/features.ts';

/** What a conversation has been about lately: stems with weights that fade from turn to turn. */
export type Topic = ReadonlyMap<string, number>;

/** A word of the turn before counts this part of what it counted then; after five turns it is nearly gone. */
const fading = 0.6;
const keptStems = 60;
const leastWeight = 0.1;

const emptyWords = new Set(
  stemsOf(`a about above after again against all also am an and any are aren't as at be because been before being below between both but by can can't cannot could couldn't did didn't do
  does doesn't doing don't down during each few for from further get give go good got had has have having he he's her here hers him his how how's i i'd i'll i'm i've if in into is isn't it it's
  its just know let like make me more most much my need no nor not now of off ok okay on once one only or other our out over own please same she should show so some such sure take tell than thanks
  that that's the their them then there these they thing things this those through to too two under until up us use very want was wasn't way we well were what what's when where which while who
  why will with without won't would yes yet you your explain help write create add using`),
);

/** Those of a text's stems that say what it is about, once each. */
export function contentOf(stems: readonly string[]): readonly string[] {
  return [...new Set(stems)].filter((stem) => stem.length > 1 && !emptyWords.has(stem));
}

/** The topic after one more text with that content. */
export function withContent(topic: Topic, content: readonly string[]): Topic {
  const weights = new Map([...topic].map(([stem, weight]) => [stem, weight * fading]));
  for (const stem of content) weights.set(stem, (weights.get(stem) ?? 0) + 1);
  return new Map([...weights].sort((left, right) => right[1] - left[1]).slice(0, keptStems));
}

/** What is left of a topic when it is over by some chance: a doubtful change leaves it for the turns that follow. */
export function fadedTo(topic: Topic, share: number): Topic {
  return new Map([...topic].map(([stem, weight]) => [stem, weight * share] as const).filter(([, weight]) => weight >= leastWeight));
}

/** How much of a text's content the topic knows, 0 to 1; 0 for a text without content. */
export function overlap(topic: Topic, content: readonly string[]): number {
  if (content.length === 0) return 0;
  return content.reduce((sum, stem) => sum + Math.min(1, topic.get(stem) ?? 0), 0) / content.length;
}
