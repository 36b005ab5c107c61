import { assertNever } from '../../../../base/assertNever.ts';
import { plainLine } from '../../../../base/plainText.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom } from '../../../../ir/atom.ts';
import type { ExpressionType } from '../../../../ir/expression.ts';
import type { AtomAccess } from '../../../../ir/operation.ts';
import type { KnownName } from '../knownNames.ts';
import type { Standing } from './operationFacts.ts';

/** Events that are named one by one. */
const mostEvents = 8;

/** What an atom may use: functions of the app, for entities that it is about or that are near. */
interface KnownToAtom {
  readonly functions: FurtherFunctions;
  readonly entities: ReadonlySet<string>;
}

/** What holds for one atom beside what holds for all of them, most important first. */
export function constraintTexts(atom: Atom, standing: Standing | undefined, application: ApplicationIR, known: KnownToAtom): readonly string[] {
  const { access, refusals, pre, post } = atom.task.contract;
  return [
    accessText(access),
    ...(refusals.length === 0 ? [] : [`It may refuse with ${refusals.map(String).join(', ')} and with nothing else.`]),
    ...callerTexts(standing, application),
    ...byteTexts(atom),
    ...eventTexts(atom, application, access),
    ...nameTexts(atom, known),
    ...pre.filter((text) => !isSaidElsewhere(text)).map((text) => `Before: ${text}`),
    ...post.filter((text) => !isSaidElsewhere(text)).map((text) => `After: ${text}`),
  ];
}

/** What types and entities say already where they are written out, and what is said of all functions. */
function isSaidElsewhere(text: string): boolean {
  return /^`[^`]*` (?:is|has|matches)\b|^An? \w+ belongs to |^Every \w+: |^It runs in the transaction of its caller|changes only by events of|is a row of/.test(text);
}

function accessText(access: AtomAccess): string {
  switch (access) {
    case 'read':
      return 'It reads rows at most: it inserts, updates, removes and emits nothing.';
    case 'write':
      return 'It may read and write rows; all of it happens in the transaction of the call.';
    default:
      return assertNever(access);
  }
}

function callerTexts(standing: Standing | undefined, { entities }: ApplicationIR): readonly string[] {
  if (standing?.kind === 'endpoint') {
    if (standing.endpoint.access.kind === 'secured') return ['Credentials and scopes are checked already; `requireCaller(context)` gives the caller.'];
    const owned = entities.some(({ owner }) => owner !== undefined) ? ', so read owned entities with `anyOwner: true` or `find`, as far as the words allow' : '';
    return [`Anybody may call it: \`context.caller\` may be undefined${owned}.`];
  }
  const isAlone = standing?.kind === 'flow' && (standing.flow.trigger.kind === 'event' || standing.flow.trigger.kind === 'schedule');
  return isAlone ? ['It runs without a person: `context.caller` passes every ownership check.'] : [];
}

/** What is said of bytes where a call takes or gives some. */
function byteTexts({ task: { signature } }: Atom): readonly string[] {
  if (!/\bBuffer\b/.test(signature)) return [];
  return [
    'Bytes are of the type `Buffer`, with `.length`, `.subarray`, `.equals`, `.toString("base64")`. Of the global there are `Buffer.from(text, "base64")`, `Buffer.concat`, `Buffer.byteLength`, `Buffer.isBuffer` and nothing else.',
    'In examples bytes are `{ "$bytes": "<base64>" }`.',
  ];
}

/** Events that the words name, else those that the application has; where words speak of events and there are none, that is said. */
function eventTexts({ task }: Atom, { events }: ApplicationIR, access: AtomAccess): readonly string[] {
  if (access !== 'write') return [];
  const named = events.filter(({ name }) => task.words.toLowerCase().includes(name.toLowerCase()));
  const speaks = /\b(?:emit|event|notif|announce|publish)/i.test(task.words);
  if (speaks && events.length === 0) return ['The application has no events: emit none and expect none in examples, whatever the words say of events.'];
  return (named.length > 0 ? named : speaks ? events : []).slice(0, mostEvents).map(({ name, payload }) =>
    `Event: \`await emitEvent(context, ${JSON.stringify(name)}, { ${payload.map((field) => `${field.name}: ${payloadType(field.type)}`).join(', ')} })\``);
}

function payloadType({ kind }: ExpressionType): string {
  return kind === 'decimal' || kind === 'date' || kind === 'string' ? 'string' : kind === 'timestamp' ? 'Date' : kind === 'int' || kind === 'double' ? 'number' : kind === 'bool' ? 'boolean' : kind;
}

/** Functions of an app that neither its repositories nor its helpers have, sorted out once for all atoms. */
export interface FurtherFunctions {
  /** By entity: `presentTool(row): Tool`. */
  readonly presenters: ReadonlyMap<string, readonly string[]>;
  /** `fireToolStatus(context, row, event)`. */
  readonly machines: readonly string[];
}

/** Finds them among the names that code may use. */
export function furtherFunctions(names: readonly KnownName[]): FurtherFunctions {
  const presenters = new Map<string, string[]>();
  const machines: string[] = [];
  for (const { kind, key = '', name, isType } of names) {
    if (isType) continue;
    if (key.startsWith('fire:')) machines.push(`${name}(context, row, event)`);
    if (kind !== 'presenter') continue;
    const [, entity = '', schema = ''] = key.split(':');
    presenters.set(entity, [...(presenters.get(entity) ?? []), `${name}(row): ${schema}`]);
  }
  return { presenters, machines };
}

function nameTexts(atom: Atom, { functions, entities }: KnownToAtom): readonly string[] {
  const { category, contract } = atom.task;
  const presenters = category === 'endpoint' ? [...entities].flatMap((entity) => functions.presenters.get(entity) ?? []) : [];
  const machines = contract.access === 'write' ? functions.machines : [];
  const list = [...presenters, ...machines].slice(0, 10);
  return list.length === 0 ? [] : [`Further functions of the app: ${list.map((text) => plainLine(text, 120)).join('; ')}.`];
}
