import type { Span } from '../../base/span.ts';
import { stepKinds } from '../../spec/devmatrix/stepContext.ts';
import { asString, entriesOf, type SourceNode, valueOf } from '../../spec/source.ts';
import type { Reading } from '../reading.ts';
import type { Place } from './place.ts';

/** Where a name that an expression at the place sees was bound: by the last step before it that did. */
export function bindingOf(name: string, { levels, reading }: Place): Span | undefined {
  let found: Span | undefined;
  for (const [depth, { node, part }] of levels.entries()) {
    const list = typeof part === 'number' ? levels[depth - 1]?.node : undefined;
    if (list?.kind !== 'seq') continue;
    for (const step of list.items.slice(0, Number(part))) found = boundBy(step, name, reading) ?? found;
    const isInside = levels[depth + 1]?.part === 'steps';
    if (isInside && node !== undefined) found = itemOf(node, name) ?? found;
  }
  return found ?? letBefore(name, levels);
}

function boundBy(step: SourceNode, name: string, reading: Reading): Span | undefined {
  const seen = reading.steps.get(step);
  if (seen === undefined || !seen.after.variables.has(name)) return undefined;
  if (seen.before.variables.get(name) === seen.after.variables.get(name)) return undefined;
  const bound = entriesOf(valueOf(step, 'let')).find(({ key }) => key === name);
  return bound?.keySpan ?? valueOf(step, 'as')?.span ?? stepKinds.map((kind) => valueOf(step, kind)?.span).find((span) => span !== undefined);
}

/** The item of a `forEach`, whose default name is `item`. */
function itemOf(step: SourceNode, name: string): Span | undefined {
  if (valueOf(step, 'forEach') === undefined) return undefined;
  const as = valueOf(step, 'as');
  return (asString(as) ?? 'item') === name ? (as ?? valueOf(step, 'forEach'))?.span : undefined;
}

/** The entries of a `let` see those before them. */
function letBefore(name: string, levels: Place['levels']): Span | undefined {
  const owner = levels.findLast(({ part }) => part === 'let')?.node;
  return entriesOf(owner).find(({ key }) => key === name)?.keySpan;
}
