import type { ApplicationIR } from '../../ir/application.ts';
import type { Step } from '../../ir/behavior.ts';
import type { Span } from '../../base/span.ts';
import type { Context } from './context.ts';

const name = '["\'`“]?(?<![a-z0-9_.])(?!(?:e\\.g|i\\.e)\\b)([a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)+)';
/** "emits order.paid", "the event order.paid"; "the order.paid event", "order.paid is emitted". */
const before = new RegExp(`\\b(?:emit(?:s|ted|ting)?|events?|publish(?:es|ed|ing)?)\\s+(?:an?\\s+|the\\s+)?(?:event\\s+)?${name}`, 'gi');
const after = new RegExp(`${name}["'\`”]?\\s+(?:events?|(?:is|are)\\s+(?:emitted|published))\\b`, 'gi');

/** The events that words speak of by their dotted names. */
export function eventsInWords(text: string): readonly string[] {
  const found = [before, after].flatMap((pattern) => [...text.matchAll(pattern)].map(([, event = '']) => event.toLowerCase()));
  return [...new Set(found)];
}

/** The events that steps in words speak of, those of loops among them. */
export function eventsOfWords(steps: readonly Step[]): readonly string[] {
  return wordsIn(steps).flatMap(({ text }) => eventsInWords(text));
}

/** Tells events that words speak of and the spec does not have: code for these words could not emit them. */
export function checkEventsInWords({ flows, endpoints, events }: ApplicationIR, context: Context): void {
  const known = new Set(events.map((event) => event.name.toLowerCase()));
  const spoken = [
    ...flows.flatMap(({ steps }) => wordsIn(steps)),
    ...endpoints.flatMap(({ implementation, method, span }) => (implementation.kind === 'words' && method !== 'GET' ? [{ text: implementation.text, span }] : [])),
  ];
  for (const { text, span } of spoken) {
    for (const event of eventsInWords(text)) if (!known.has(event)) context.report('DM1166', span, { name: event });
  }
}

function wordsIn(steps: readonly Step[]): readonly { readonly text: string; readonly span: Span }[] {
  return steps.flatMap((step) => (step.kind === 'words' ? [step] : step.kind === 'forEach' ? wordsIn(step.steps) : []));
}
