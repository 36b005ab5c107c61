import type { SourceNode } from '../source.ts';

/** What people write from the habit of other languages, and how it is said here. */
const keys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'An entity': {
    fields: 'Write `attributes`.', properties: 'Write `attributes`.', columns: 'Write `attributes`.', props: 'Write `attributes`.',
    access: 'Write `endpoints: { access: ... }`.', only: 'Write `endpoints: { only: ... }`.', except: 'Write `endpoints: { except: ... }`.', list: 'Write `endpoints: { list: ... }`.',
    states: 'State machines stand under `stateMachines` at the top of the spec.', transitions: 'State machines stand under `stateMachines` at the top of the spec.', stateMachine: 'State machines stand under `stateMachines` at the top of the spec.',
    invariants: 'Invariants stand under `invariants` at the top of the spec.',
  },
  'An attribute': {
    owner: 'Write `owner: <name of the attribute>` on the entity.', values: 'Write `enum: [A, B]`.', members: 'Write `enum: [A, B]`.', options: 'Write `enum: [A, B]`.',
    min: 'Write `minimum`.', max: 'Write `maximum`.', regex: 'Write `pattern`.', primaryKey: 'The key `id` is implied.', readOnly: 'Write `generated: flow`, or `immutable: true`.', ref: 'References stand under `relations`: `{ belongsTo: Entity }`.', belongsTo: 'Put it under `relations`.',
  },
  'A step': { if: 'Write `when: <condition>` on each step that may be skipped.', while: 'Loops are `forEach: <list>`.', for: 'Write `forEach: <list>`, `as: <item>`, `steps`.', set: 'Write `update: <row>`, `set: { ... }`; names are bound by `let`.', throw: 'Write `require: <condition>`, `otherwise: { status, code, message }`.', find: 'Write `load: <Entity>`.', save: 'Write `update: <row>` or `create: <Entity>`.' },
  'A trigger': { method: "Write `http: 'POST /path'`.", path: "Write `http: 'POST /path'`.", cron: 'Write `schedule`.', on: 'Write `event`.' },
};

/** What was meant by a key that there is not; undefined when nobody knows. */
export function habitOfKey(place: string, key: string, value: SourceNode): string | undefined {
  const known = keys[place.replace(/ with ".*"$/, '')];
  if (known !== undefined && Object.hasOwn(known, key)) return known[key];
  const isEmpty = value.kind === 'scalar' && value.value === null;
  return isEmpty && /[\s.!?]/.test(key) ? 'Inside { } a comma ends a text: put the whole text in quotes.' : undefined;
}

/** What was meant by a value of the wrong kind; nothing when nobody knows. */
export function habitOfValue(place: string, node: SourceNode): string {
  if (place === '"required"' && node.kind === 'scalar' && typeof node.value === 'boolean') return 'What is neither nullable nor has a default is required; of objects and inputs, `optional: true` may be left out';
  if (place === '"id"' && node.kind === 'map') return 'A numbered key stands among the `attributes`';
  if (place === 'An item of "unique"' || place === 'An item of "indexes"') return 'Each item is a list of names: `- [a, b]`; one attribute says `unique: true` itself';
  if (place === '"trigger"' && node.kind === 'scalar' && /^[A-Za-z]+ +\//.test(node.text)) return `Write \`{ http: '${node.text}' }\``;
  return '';
}
