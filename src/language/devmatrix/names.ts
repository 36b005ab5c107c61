import { showType } from '../../spec/cel/celTypes.ts';
import { asString, asText, entriesOf, itemsOf, type SourceNode, valueOf } from '../../spec/source.ts';
import type { Meaning } from '../../spec/devmatrix/shape.ts';
import { describeEntity } from '../describe.ts';
import type { Candidate } from '../shape/candidate.ts';
import { attributeNamesAt, orderNames, ownerNames, viaNames } from './attributeNames.ts';
import { entityNamed, machinesAt, type Place, scopeAt, stepAt } from './place.ts';
import { cronNames, pathParameterNames, routeNames } from './routes.ts';
import { typeCandidates } from './typeNames.ts';

/** The names that a text with that meaning can have at a place, in the order in which they are offered. */
export function namesFor(meaning: Meaning, place: Place): readonly Candidate[] {
  switch (meaning) {
    case 'entity': return entityNames(place);
    case 'attribute': return attributeNamesAt(place);
    case 'order': return orderNames(place);
    case 'owner': return ownerNames(place);
    case 'via': return viaNames(place);
    case 'machine': return machineNames(place);
    case 'state': return machinesAt(place).flatMap((machine) => machine.states.map(({ name, span }): Candidate => ({ name, kind: 'state', detail: machine.name, target: span })));
    case 'transition': return transitionNames(place);
    case 'flow': return flowNames(place);
    case 'event': return eventNames(place);
    case 'payload': return payloadNames(place);
    case 'argument': return argumentNames(place);
    case 'binding': return bindingNames(place);
    case 'access': return [...openAccess, ...scopeNames(place)];
    case 'scope': return scopeNames(place);
    case 'type': return typeCandidates(place);
    case 'returns': return [...entityNames(place), ...typeCandidates(place)];
    case 'property': return propertyNames(place);
    case 'route': return routeNames(place);
    case 'cron': return cronNames;
    case 'pathParameter': return pathParameterNames(place);
    case 'expression':
    case 'condition':
    case 'reference':
    case 'status':
    case 'mediaType':
    case 'securityScheme':
    case 'tag':
    case 'path': return [];
  }
}

/** By the names that the spec gives them. */
function entityNames(place: Place): readonly Candidate[] {
  return entriesOf(valueOf(place.root, 'entities')).map(({ key, keySpan }) => {
    const entity = entityNamed(place, key);
    return { name: key, kind: 'entity', ...(entity === undefined ? {} : { documentation: describeEntity(entity, place.application?.stateMachines ?? []) }), target: keySpan };
  });
}

/** Machines of the entity at hand and those that have none yet come before the others. */
function machineNames(place: Place): readonly Candidate[] {
  const own = String(place.levels[2]?.part);
  const entries = entriesOf(valueOf(place.root, 'stateMachines'));
  const fits = (node: SourceNode) => [own, undefined].includes(asString(valueOf(node, 'entity')));
  return [...entries.filter(({ value }) => fits(value)), ...entries.filter(({ value }) => !fits(value))]
    .map(({ key, keySpan, value }) => ({ name: key, kind: 'machine', detail: itemsOf(valueOf(value, 'states')).map(asText).join(', '), target: keySpan }));
}

function transitionNames(place: Place): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { transitions } of machinesAt(place)) {
    for (const { event, span } of transitions) {
      const ways = transitions.filter((transition) => transition.event === event);
      found.set(event, found.get(event) ?? { name: event, kind: 'transition', detail: `${ways.map(({ from }) => from).join(', ')} → ${ways[0]?.to ?? ''}`, target: span });
    }
  }
  return [...found.values()];
}

/** The flows that can be called. */
function flowNames({ root, application }: Place): readonly Candidate[] {
  return entriesOf(valueOf(root, 'flows')).flatMap(({ key, keySpan, value }): readonly Candidate[] => {
    const trigger = valueOf(value, 'trigger');
    if (asString(trigger) !== 'call' && valueOf(trigger, 'call') === undefined) return [];
    const description = asText(valueOf(value, 'description'));
    const inputs = application?.flows.find(({ name }) => name === key)?.inputs ?? [];
    return [{ name: key, kind: 'flow', detail: `(${inputs.map(({ name }) => name).join(', ')})`, ...(description === undefined ? {} : { documentation: description }), target: keySpan }];
  });
}

function eventNames({ application }: Place): readonly Candidate[] {
  return (application?.events ?? []).filter(({ name }) => name !== '').map(({ name, payload, span }) => ({ name, kind: 'event', detail: payload.map((field) => field.name).join(', '), target: span }));
}

function payloadNames(place: Place): readonly Candidate[] {
  const event = asString(valueOf(stepAt(place)?.node, 'emit'));
  const declared = valueOf(valueOf(place.root, 'events'), event ?? '');
  const known = place.application?.events.find(({ name }) => name === event)?.payload ?? [];
  const emitted = entriesOf(valueOf(place.root, 'flows')).flatMap(({ value }) => payloadsOf(valueOf(value, 'steps'), event));
  return [...new Set([...known.map(({ name }) => name), ...emitted])].map((name) => {
    const type = known.find((field) => field.name === name)?.type;
    const target = entriesOf(declared).find(({ key }) => key === name)?.keySpan;
    return { name, kind: 'attribute', ...(type === undefined ? {} : { detail: showType(type) }), ...(target === undefined ? {} : { target }) };
  });
}

/** The fields that steps give an event. */
function payloadsOf(steps: SourceNode | undefined, event: string | undefined): readonly string[] {
  return itemsOf(steps).flatMap((step) => [...(asString(valueOf(step, 'emit')) === event ? entriesOf(valueOf(step, 'payload')).map(({ key }) => key) : []), ...payloadsOf(valueOf(step, 'steps'), event)]);
}

function argumentNames(place: Place): readonly Candidate[] {
  const flow = asString(valueOf(stepAt(place)?.node, 'call'));
  return (place.application?.flows.find(({ name }) => name === flow)?.inputs ?? []).map(({ name, type, span }) => ({ name, kind: 'attribute', detail: showType(type), target: span }));
}

/** Rows that earlier steps have bound, the latest first. */
function bindingNames(place: Place): readonly Candidate[] {
  const variables = [...(scopeAt(place)?.variables ?? [])].reverse();
  return variables.flatMap(([name, type]): readonly Candidate[] => {
    if (type.kind !== 'entity') return [];
    const entity = entityNamed(place, type.entity);
    return [{ name, kind: 'variable', detail: type.entity, ...(entity === undefined ? {} : { documentation: describeEntity(entity, []) }) }];
  });
}

const openAccess: readonly Candidate[] = [
  { name: 'public', kind: 'value', documentation: 'Everybody, without credentials.' },
  { name: 'authenticated', kind: 'value', documentation: 'Every caller with valid credentials.' },
];

function scopeNames({ root }: Place): readonly Candidate[] {
  const scopes = valueOf(valueOf(root, 'auth'), 'scopes');
  const listed = itemsOf(scopes).flatMap((item): readonly Candidate[] => (asText(item) === undefined ? [] : [{ name: asText(item) ?? '', kind: 'scope', target: item.span }]));
  return [...listed, ...entriesOf(scopes).map(({ key, keySpan, value }): Candidate => ({ name: key, kind: 'scope', documentation: asText(value) ?? '', target: keySpan }))];
}

/** The properties of the object whose `required` list the place is. */
function propertyNames({ levels }: Place): readonly Candidate[] {
  const owner = levels.findLast(({ node }) => valueOf(node, 'properties') !== undefined);
  return entriesOf(valueOf(owner?.node, 'properties')).map(({ key, keySpan }) => ({ name: key, kind: 'attribute', target: keySpan }));
}
