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

/** What holds for one atom beside what holds for all of them, most important first. */
export function constraintTexts(atom: Atom, standing: Standing | undefined, application: ApplicationIR, known: { readonly names: readonly KnownName[]; readonly entities: ReadonlySet<string> }): readonly string[] {
  const { access, refusals, pre, post } = atom.task.contract;
  return [
    accessText(access),
    ...(refusals.length === 0 ? [] : [`It may refuse with ${refusals.map(String).join(', ')} and with nothing else.`]),
    ...callerTexts(standing, application),
    ...eventTexts(atom, application, access),
    ...nameTexts(atom, known.names, access, known.entities),
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
    case 'pure':
      return 'It only computes: it reads and writes no rows and emits nothing.';
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

/** Events that the words name, else those that the application has. */
function eventTexts({ task }: Atom, { events }: ApplicationIR, access: AtomAccess): readonly string[] {
  if (access !== 'write') return [];
  const named = events.filter(({ name }) => task.words.toLowerCase().includes(name.toLowerCase()));
  return (named.length > 0 ? named : /\b(?:emit|event|notif|announce|publish)/i.test(task.words) ? events : []).slice(0, mostEvents).map(({ name, payload }) =>
    `Event: \`await emitEvent(context, ${JSON.stringify(name)}, { ${payload.map((field) => `${field.name}: ${payloadType(field.type)}`).join(', ')} })\``);
}

function payloadType({ kind }: ExpressionType): string {
  return kind === 'decimal' || kind === 'date' || kind === 'string' ? 'string' : kind === 'timestamp' ? 'Date' : kind === 'int' || kind === 'double' ? 'number' : kind === 'bool' ? 'boolean' : kind;
}

/** Functions of the app that its repositories and helpers do not have: events of state machines and presenters. */
function nameTexts(atom: Atom, names: readonly KnownName[], access: AtomAccess, entities: ReadonlySet<string>): readonly string[] {
  const values = names.filter(({ isType }) => !isType);
  const machines = access === 'write' ? values.filter(({ key = '' }) => key.startsWith('fire:')).map(({ name }) => `${name}(context, row, event)`) : [];
  const presenters = atom.task.category !== 'endpoint' ? [] : values.flatMap(({ kind, key = '', name }) => {
    const [, entity = '', schema = ''] = key.split(':');
    return kind === 'presenter' && entities.has(entity) ? [`${name}(row): ${schema}`] : [];
  });
  const list = [...presenters, ...machines].slice(0, 10);
  return list.length === 0 ? [] : [`Further functions of the app: ${list.map((text) => plainLine(text, 120)).join('; ')}.`];
}
