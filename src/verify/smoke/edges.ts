import type { Json } from '../../base/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { boundariesOf } from '../../semantics/boundaries.ts';
import { deepEqual } from '../../semantics/evaluate.ts';
import { modelOf } from '../../semantics/model.ts';
import { objectOf } from '../../semantics/present.ts';
import { keyInputs } from '../../semantics/scenarios/flowFacts.ts';
import { resolveSchema } from '../../semantics/schemaContext.ts';
import type { Call, LabelledValue } from '../../semantics/types.ts';
import { isRecord } from './inspectResponse.ts';
import type { Suite } from './suite.ts';

/** Values at the edge of what the schema allows; what may be left out is left out together elsewhere. */
export function edgesOf(suite: Suite, schema: Schema, options: { readonly base?: Json; readonly key: string }): readonly LabelledValue[] {
  const keys = numberedKeys(suite, options.key);
  const boundaries = boundariesOf(schema, suite.context, options).filter(({ key, pointer }) => !key.endsWith('.optional') && !keys.has(pointer.split('/')[1] ?? ''));
  return [...boundaries, ...withOffsets(suite, schema, options)];
}

const numbered = new WeakMap<Suite, Map<string, ReadonlySet<string>>>();

/** The properties with numbers that are keys of rows: the least of them may name a row of which this part of the test does not know. */
function numberedKeys(suite: Suite, key: string): ReadonlySet<string> {
  const known = numbered.get(suite) ?? new Map<string, ReadonlySet<string>>();
  numbered.set(suite, known);
  const found = known.get(key) ?? findNumberedKeys(suite, key);
  known.set(key, found);
  return found;
}

function findNumberedKeys(suite: Suite, key: string): ReadonlySet<string> {
  const { entities } = suite.application;
  const isNumbered = (entity: string): boolean => entities.some(({ name, attributes }) => name === entity && attributes.some((attribute) => attribute.primaryKey && attribute.generated === 'identity'));
  const relations = entities.find(({ name }) => name === key)?.relations ?? [];
  const flow = suite.application.flows.find(({ name }) => name === key);
  const inputs = flow === undefined ? [] : keyInputs(modelOf(suite.application), flow);
  return new Set([
    ...relations.flatMap((relation) => (relation.kind === 'belongsTo' && isNumbered(relation.target) ? [relation.attribute] : [])),
    ...inputs.flatMap(({ path: [name = ''], entity }) => (isNumbered(entity) ? [name] : [])),
  ]);
}

const twoHoursMs = 7_200_000;

/** Each instant of the body once more, as it is told two hours east of Greenwich. */
function withOffsets(suite: Suite, schema: Schema, { base, key }: { readonly base?: Json; readonly key: string }): readonly LabelledValue[] {
  if (!isRecord(base)) return [];
  return (objectOf(schema, suite.context)?.properties ?? []).flatMap(({ name, schema: property, readOnly }): readonly LabelledValue[] => {
    const instant = base[name];
    const resolved = resolveSchema(property, suite.context);
    if (readOnly || resolved?.kind !== 'string' || resolved.format !== 'date-time' || typeof instant !== 'string' || !instant.endsWith('Z')) return [];
    const east = new Date(Date.parse(instant) + twoHoursMs).toISOString().replace('Z', '+02:00');
    return [{ key: `${key}.${name}.format`, label: 'an instant with an offset', pointer: `/${name}`, value: { ...base, [name]: east } }];
  });
}

/** Sends every edge of the body in accepted calls, on what `another` gives; edges of different properties go together where the model accepts that. */
export async function playEdges(suite: Suite, schema: Schema, options: { readonly key: string; readonly another: () => Promise<Call | undefined> }): Promise<void> {
  let wanted: readonly (readonly string[])[] | undefined;
  for (let index = 0; wanted === undefined || index < wanted.length; index += 1) {
    const call = await options.another();
    if (call?.body === undefined) return;
    const edges = edgesOf(suite, schema, { base: call.body, key: options.key });
    wanted ??= roundsOf(call.body, edges);
    const round = edges.filter((edge) => wanted?.[index]?.includes(nameOf(edge)) === true);
    if (round.length === 0) continue;
    const body = round.length === 1 ? (round[0]?.value ?? null) : round.reduce((made, edge) => together(call.body ?? null, made, edge.value), call.body);
    const candidate: Call = { ...call, body };
    const accepted = suite.session.preview(candidate).status === suite.session.endpoint(call.endpoint).successStatus;
    if (accepted || round.length === 1) await suite.session.call(round.map((edge) => `${edge.key}: ${edge.label}`).join(', '), candidate);
    else wanted = [...wanted, ...round.map((edge) => [nameOf(edge)])];
  }
}

function nameOf(edge: LabelledValue): string {
  return `${edge.key} ${edge.label}`;
}

/** The names of the edges, in rounds in which each property has at most one. */
function roundsOf(base: Json, edges: readonly LabelledValue[]): readonly (readonly string[])[] {
  const rounds = new Map<string, string[]>();
  const turns = new Map<string, number>();
  for (const edge of edges) {
    const changed = changedKeys(base, edge.value);
    const [property = ''] = changed;
    const turn = turns.get(property) ?? 0;
    turns.set(property, turn + 1);
    const round = changed.length === 1 ? `together ${turn}` : nameOf(edge);
    rounds.set(round, [...(rounds.get(round) ?? []), nameOf(edge)]);
  }
  return [...rounds.values()];
}

function changedKeys(base: Json, value: Json): readonly string[] {
  if (!isRecord(base) || !isRecord(value)) return [];
  return [...new Set([...Object.keys(base), ...Object.keys(value)])].filter((key) => Object.hasOwn(base, key) !== Object.hasOwn(value, key) || !deepEqual(base[key] ?? null, value[key] ?? null));
}

/** `made` with what `value` has otherwise than `base`. */
function together(base: Json, made: Json, value: Json): Json {
  if (!isRecord(made) || !isRecord(value)) return value;
  const changed = changedKeys(base, value);
  const kept = Object.entries(made).filter(([key]) => !changed.includes(key));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(Object.entries(value).filter(([key]) => changed.includes(key))) };
}
