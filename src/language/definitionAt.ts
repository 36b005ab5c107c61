import type { Span } from '../base/span.ts';
import type { Meaning } from '../spec/devmatrix/shape.ts';
import { asString, entriesOf, itemsOf, type SourceNode, valueOf } from '../spec/source.ts';
import { celWordAt, type CelWord, expressionAt } from './cel/celWord.ts';
import { bindingOf } from './devmatrix/bindings.ts';
import { entityNamed } from './devmatrix/place.ts';
import { resolveName } from './devmatrix/resolve.ts';
import { openApiNames } from './openapi/names.ts';
import { targetOf } from './openapi/references.ts';
import type { SpecDocument } from './openSpec.ts';
import { meaningsOf, type Spot, spotAt, wordOf } from './spot.ts';
import type { Definition } from './types.ts';

/** Where the name at an offset is declared; undefined when it is no name or is declared nowhere. */
export function definitionAt(document: SpecDocument, offset: number): Definition | undefined {
  const alias = aliasAt(document, offset);
  if (alias !== undefined) return alias;
  const spot = spotAt(document, offset);
  if (spot === undefined || spot.cursor.token.start === spot.cursor.token.end) return undefined;
  if (expressionAt(spot) !== undefined) return ofWord(celWordAt(document, offset));
  const { cursor: { token } } = spot;
  return token.isLong ? undefined : definition(spot, token.start, token.end, targetsOf(spot));
}

function definition({ document, place }: Spot, start: number, end: number, targets: readonly Span[]): Definition | undefined {
  const { inserted } = place.reading;
  const placed = targets.map((span) => (inserted === undefined || span.file !== document.path || span.start < inserted.at ? span : { ...span, start: span.start - inserted.length, end: span.end - inserted.length }));
  return placed.length === 0 ? undefined : { origin: { file: document.path, start, end }, targets: placed };
}

function targetsOf(spot: Spot): readonly Span[] {
  const name = wordOf(spot);
  const meanings = spot.cursor.place === 'key' ? spot.level.shapes.flatMap((shape) => (shape.kind === 'map' && shape.keys !== undefined ? [shape.keys] : [])) : meaningsOf(spot.level);
  for (const meaning of meanings) {
    if (meaning === 'event') return eventTargets(name, spot);
    const target = meaning === 'reference' ? targetOf(spot.document, name, spot.document.path)?.span : namedTarget(meaning, name, spot);
    if (target !== undefined) return [target];
  }
  return [];
}

function namedTarget(meaning: Meaning, name: string, { place }: Spot): Span | undefined {
  if (place.reading.dialect === 'openapi') return openApiNames(meaning, place).find((candidate) => candidate.name === name)?.target;
  return resolveName(meaning, name, place)?.target;
}

/** Where an event is declared, else every step that emits it. */
function eventTargets(name: string, { place: { root } }: Spot): readonly Span[] {
  const declared = entriesOf(valueOf(root, 'events')).find(({ key }) => key === name);
  return declared === undefined ? entriesOf(valueOf(root, 'flows')).flatMap(({ value }) => emitsOf(valueOf(value, 'steps'), name)) : [declared.keySpan];
}

function emitsOf(steps: SourceNode | undefined, event: string): readonly Span[] {
  return itemsOf(steps).flatMap((step) => {
    const emitted = valueOf(step, 'emit');
    return [...(emitted !== undefined && asString(emitted) === event ? [emitted.span] : []), ...emitsOf(valueOf(step, 'steps'), event)];
  });
}

function ofWord(word: CelWord | undefined): Definition | undefined {
  const target = word === undefined ? undefined : targetOfWord(word);
  return word === undefined || target === undefined ? undefined : definition(word.spot, word.start, word.end, [target]);
}

function targetOfWord(word: CelWord): Span | undefined {
  const { place, document } = word.spot;
  switch (word.kind) {
    case 'function': return undefined;
    case 'column': return word.entity.relations.find(({ name }) => name === word.name)?.span ?? word.attribute.span;
    case 'member': {
      if (word.ownerText === 'input') return inputTarget(word.name, word.spot);
      const entity = word.owner.kind === 'entity' ? entityNamed(place, word.owner.entity) : undefined;
      return entity?.attributes.find(({ name }) => name === word.name)?.span ?? entity?.relations.find(({ name }) => name === word.name)?.span;
    }
    case 'variable': {
      if (word.declaredAt !== undefined) return { file: document.path, start: word.start - word.declaredAt, end: word.start - word.declaredAt + word.name.length };
      if (word.name === 'input') return triggerOf(word.spot)?.span;
      const self = word.name === 'self' && word.type?.kind === 'entity' ? entityNamed(place, word.type.entity) : undefined;
      return self?.span ?? bindingOf(word.name, place);
    }
  }
}

function triggerOf({ place: { levels } }: Spot): SourceNode | undefined {
  return levels[1]?.part === 'flows' ? valueOf(levels[2]?.node, 'trigger') : levels[2]?.node;
}

/** Where a field of the input is declared: in the trigger, or in the path. */
function inputTarget(name: string, spot: Spot): Span | undefined {
  const trigger = triggerOf(spot);
  const http = valueOf(trigger, 'http');
  const groups = [trigger, http].flatMap((node) => ['body', 'query', 'params', 'call'].map((key) => valueOf(node, key)));
  const declared = groups.flatMap((group) => entriesOf(group)).find(({ key }) => key === name);
  return declared?.keySpan ?? (http ?? trigger)?.span;
}

/** The anchor of a YAML alias: the last one of that name above it. */
function aliasAt({ text, path }: SpecDocument, offset: number): Definition | undefined {
  let start = offset;
  while (start > 0 && /[\w.-]/.test(text.charAt(start - 1))) start -= 1;
  const [name] = /^[\w.-]+/.exec(text.slice(start, start + 100)) ?? [];
  if (name === undefined || text.charAt(start - 1) !== '*' || !/[\s[,{:-]/.test(text.charAt(start - 2) || ' ')) return undefined;
  for (let at = text.lastIndexOf(`&${name}`, start); at > 0; at = text.lastIndexOf(`&${name}`, at - 1)) {
    if (!/[\w.-]/.test(text.charAt(at + name.length + 1)) && /[\s[,{]/.test(text.charAt(at - 1))) return { origin: { file: path, start: start - 1, end: start + name.length }, targets: [{ file: path, start: at, end: at + name.length + 1 }] };
  }
  return undefined;
}
