import type { Span } from '../base/span.ts';
import { celWordAt, type CelWord, expressionAt } from './cel/celWord.ts';
import { detailOf } from './cel/celCompletions.ts';
import { functionDocs, macroDocs } from './cel/functionDocs.ts';
import { describeAttribute } from './describe.ts';
import { entityNamed } from './devmatrix/place.ts';
import { resolveName } from './devmatrix/resolve.ts';
import { describeDeclared, describeDeclaredValue, describeEvent, describeFlow, describeWithEndpoints, endpointOf } from './hover/declared.ts';
import { describeEndpoint } from './hover/describeEndpoint.ts';
import { describeNode } from './hover/describeNode.ts';
import { openApiNames } from './openapi/names.ts';
import { targetOf } from './openapi/references.ts';
import type { SpecDocument } from './openSpec.ts';
import type { Meaning } from '../spec/devmatrix/shape.ts';
import type { Candidate } from './shape/candidate.ts';
import { keyOf } from './shape/levels.ts';
import { meaningsOf, type Spot, spotAt, wordOf } from './spot.ts';
import type { Hover } from './types.ts';

/** What is to be said about the word at an offset; undefined when nothing is. */
export function hoverAt(document: SpecDocument, offset: number): Hover | undefined {
  const spot = spotAt(document, offset);
  if (spot === undefined || spot.cursor.token.start === spot.cursor.token.end) return undefined;
  if (expressionAt(spot) !== undefined) return hoverOfWord(celWordAt(document, offset));
  const { cursor: { token, place } } = spot;
  if (token.isLong) return undefined;
  const markdown = place === 'key' ? aboutKey(spot) : aboutValue(spot);
  return markdown === undefined ? undefined : { markdown, span: { file: document.path, start: token.start, end: token.end } };
}

function aboutKey(spot: Spot): string | undefined {
  const name = wordOf(spot);
  const declared = describeDeclared(name, spot.place);
  if (declared !== undefined) return declared;
  for (const shape of spot.level.shapes) {
    const named = shape.kind === 'map' && shape.keys !== undefined ? resolve(shape.keys, name, spot) : undefined;
    if (named !== undefined) return about(named, spot);
  }
  const key = keyOf(spot.level, name);
  return key === undefined ? undefined : `**${name}**${key.required === undefined ? '' : ' (required)'}: ${key.about}`;
}

function aboutValue(spot: Spot): string | undefined {
  const name = wordOf(spot);
  for (const meaning of meaningsOf(spot.level)) {
    const said = aboutNamed(meaning, name, spot);
    if (said !== undefined) return said;
  }
  const declared = describeDeclaredValue(name, spot.place);
  if (declared !== undefined) return declared;
  // Values of the language itself are explained by their key.
  const isKnown = spot.level.shapes.some((shape) => (shape.kind === 'boolean' ? name === 'true' || name === 'false' : shape.kind === 'text' && (shape.values ?? shape.hints ?? []).includes(name)));
  const depth = spot.place.levels.findLastIndex(({ part }) => typeof part === 'string');
  const above = spot.place.levels[depth - 1];
  const part = String(spot.place.levels[depth]?.part);
  const key = above === undefined || !isKnown ? undefined : keyOf(above, part);
  return key === undefined ? undefined : `**${part}**: ${key.about}`;
}

function aboutNamed(meaning: Meaning, name: string, spot: Spot): string | undefined {
  const { place: { application }, document } = spot;
  if (meaning === 'event') return describeEvent(name, application);
  if (meaning === 'flow') return describeFlow(application?.flows.find((flow) => flow.name === name), application);
  if (meaning === 'route') {
    const endpoint = endpointOf(name, application);
    return endpoint === undefined ? undefined : describeEndpoint(endpoint, application?.basePath ?? '');
  }
  if (meaning === 'reference') {
    const target = targetOf(document, name, document.path);
    return target === undefined ? undefined : describeNode(target.name, target.node);
  }
  const found = resolve(meaning, name, spot);
  return found === undefined ? undefined : about(found, spot);
}

function resolve(meaning: Meaning, name: string, { place }: Spot): Candidate | undefined {
  return place.reading.dialect === 'openapi' ? openApiNames(meaning, place).find((candidate) => candidate.name === name) : resolveName(meaning, name, place);
}

function about({ name, kind, detail, documentation }: Candidate, { place }: Spot): string {
  if (kind === 'entity' && place.application !== undefined) return describeWithEndpoints(entityNamed(place, name)?.name ?? name, place.application);
  const title = `**${name}**${detail === undefined || detail === '' ? '' : `: ${detail}`}`;
  return documentation === undefined || documentation === '' ? title : `${title}\n\n${documentation}`;
}

function hoverOfWord(word: CelWord | undefined): Hover | undefined {
  const markdown = word === undefined ? undefined : aboutWord(word);
  if (word === undefined || markdown === undefined) return undefined;
  const span: Span = { file: word.spot.document.path, start: word.start, end: word.end };
  return { markdown, span };
}

function aboutWord(word: CelWord): string | undefined {
  const { place } = word.spot;
  switch (word.kind) {
    case 'function': {
      const doc = { ...functionDocs, ...macroDocs }[word.name as keyof typeof functionDocs | keyof typeof macroDocs] as { readonly signature: string; readonly about: string } | undefined;
      return doc === undefined ? undefined : `\`${doc.signature}\`\n\n${doc.about}`;
    }
    case 'column': return `**${word.entity.name}.${word.name}**: ${describeAttribute(word.attribute)}`;
    case 'member': {
      const entity = word.owner.kind === 'entity' ? entityNamed(place, word.owner.entity) : undefined;
      const attribute = entity?.attributes.find(({ name }) => name === word.name);
      if (entity !== undefined && attribute !== undefined) return `**${entity.name}.${word.name}**: ${describeAttribute(attribute)}`;
      return word.type === undefined ? undefined : `**${word.name}**: ${detailOf(word.type)}`;
    }
    case 'variable': {
      if (word.type === undefined) return undefined;
      const entity = word.type.kind === 'entity' ? entityNamed(place, word.type.entity) : undefined;
      const known = standing[word.name];
      return [`**${word.name}**: ${detailOf(word.type)}`, ...(known === undefined ? [] : [known]), ...(entity?.description === undefined ? [] : [entity.description])].join('\n\n');
    }
  }
}

const standing: Readonly<Partial<Record<string, string>>> = {
  input: 'What the trigger gives: path and query parameters and the body, side by side; the payload of the event; the arguments.',
  caller: 'Who calls: `caller.id` and `caller.scopes`.', now: 'The moment at which the flow began.', self: 'The row that the rule is about.',
};
