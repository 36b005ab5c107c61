import type { Json } from '../../../../base/json.ts';
import { camelCase } from '../../../../base/names.ts';
import { spanOfFile } from '../../../../base/span.ts';
import type { ApplicationIR } from '../../../../ir/application.ts';
import type { Atom, AtomCase, AtomFinding, CaseCaller, CaseRow } from '../../../../ir/atom.ts';
import type { Entity } from '../../../../ir/entity.ts';
import { readArguments } from './caseArguments.ts';
import { readExpectation } from './caseExpectation.ts';
import { caseCatalogue, CaseProblems } from './caseProblems.ts';
import { isObject, rowValues, suggestion, type JsonObject, type ValueContext } from './caseValues.ts';

/** Examples beyond these are not read. */
const mostCases = 12;
const mostRows = 60;

/**
 * Reads examples of what an atom does and holds them against the spec: entities, attributes, values, references, arguments, statuses, results. Harmless
 * deviations are put right; an example with a finding is not among the cases.
 */
export function readCases(application: ApplicationIR, atom: Atom, items: readonly Json[]): { readonly cases: readonly AtomCase[]; readonly findings: readonly AtomFinding[] } {
  const cases: AtomCase[] = [];
  const findings: AtomFinding[] = [];
  const names = new Set<string>();
  for (const [index, item] of items.slice(0, mostCases).entries()) {
    const name = unused(nameOf(item, index), names);
    names.add(name);
    const problems = new CaseProblems(name);
    const read = isObject(item) ? readCase(item, name, { application, atom, problems }) : undefined;
    if (read === undefined) problems.shape('it must be an object with name, rows, arguments and expect.');
    if (read !== undefined && problems.findings.length === 0) cases.push(read);
    findings.push(...problems.findings);
  }
  if (cases.length === 0 && findings.length === 0) {
    findings.push({ code: 'DM5078', level: 'examples', message: caseCatalogue.report('DM5078', spanOfFile(''), {}).message });
  }
  return { cases, findings };
}

function nameOf(item: Json, index: number): string {
  const name = isObject(item) ? item['name'] ?? item['description'] ?? item['title'] : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : `example ${String(index + 1)}`;
}

function unused(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const made = count === 1 ? name : `${name} (${String(count)})`;
    if (!taken.has(made)) return made;
  }
}

interface Reading {
  readonly application: ApplicationIR;
  readonly atom: Atom;
  readonly problems: CaseProblems;
}

function readCase(item: JsonObject, name: string, { application, atom, problems }: Reading): AtomCase {
  const known = new Map<string, string>();
  const context: ValueContext = { application, problems, rows: known };
  const rows = readRows(item['rows'] ?? item['given'] ?? [], context, known);
  const given = item['arguments'] ?? item['args'] ?? item['input'];
  const inline = isObject(given) ? inlineRows(given, atom, context, known) : { rows: [], values: {} };
  const { now, caller } = item;
  if (now !== undefined && now !== null && (typeof now !== 'string' || Number.isNaN(Date.parse(now)))) problems.shape('now must be an instant such as 2030-01-15T12:00:00.000Z.');
  const expect = item['expect'] ?? item['expected'] ?? {};
  if (!isObject(expect)) problems.shape('expect must be an object.');
  return {
    name,
    rows: [...rows, ...inline.rows],
    ...(typeof now === 'string' ? { now: new Date(Date.parse(now) || 0).toISOString() } : {}),
    ...(caller === undefined ? {} : { caller: readCaller(caller, problems) }),
    arguments: readArguments(inline.values, atom, context),
    expect: isObject(expect) ? readExpectation(expect, atom, context) : {},
  };
}

/** Rows in their order, as a list or by name. */
function readRows(given: Json, context: ValueContext, known: Map<string, string>): readonly CaseRow[] {
  const list = Array.isArray(given) ? (given as readonly Json[]) : isObject(given) ? Object.entries(given).map(([name, row]): Json => (isObject(row) ? { name, ...row } : row)) : [];
  if (list.length > mostRows) context.problems.shape(`it has more than ${String(mostRows)} rows.`);
  return list.slice(0, mostRows).flatMap((row, index) => (isObject(row) ? readRow(row, index, context, known) : []));
}

function readRow(given: JsonObject, index: number, context: ValueContext, known: Map<string, string>): readonly CaseRow[] {
  const { problems, application } = context;
  const said = given['entity'] ?? given['type'] ?? given['table'];
  const entity = typeof said === 'string' ? entityCalled(said, application) : undefined;
  if (entity === undefined) {
    problems.note(`A row has the entity ${JSON.stringify(said ?? null)}, which the spec does not have.${suggestion(typeof said === 'string' ? said : '', application.entities.map(({ name }) => name))}`);
    return [];
  }
  const name = typeof given['name'] === 'string' && given['name'] !== '' ? given['name'] : unused(`${camelCase(entity.name)}${index === 0 ? '' : String(index + 1)}`, new Set(known.keys()));
  if (known.has(name)) problems.note(`Two rows are called ${name}.`);
  const values = given['values'] ?? given['attributes'] ?? given['data'];
  const read = rowValues(isObject(values) ? values : values === undefined ? withoutHead(given) : {}, entity, name, context);
  known.set(name, entity.name);
  return [{ name, entity: entity.name, values: read }];
}

/** The values of a row that stand beside its name and entity. */
function withoutHead(given: JsonObject): JsonObject {
  const head = given['entity'] !== undefined ? ['name', 'entity'] : given['type'] !== undefined ? ['name', 'type'] : ['name', 'table'];
  return Object.fromEntries(Object.entries(given).filter(([key]) => !head.includes(key)));
}

/** Where a row must stand and its values stand instead, it becomes a row of the example. */
function inlineRows(given: JsonObject, atom: Atom, context: ValueContext, known: Map<string, string>): { readonly rows: readonly CaseRow[]; readonly values: JsonObject } {
  const { row } = given;
  const entity = context.application.entities.find(({ name }) => name === atom.task.contract.entities[0]);
  if (!isObject(row) || entity === undefined || Object.keys(row).some((key) => key.startsWith('$'))) return { rows: [], values: given };
  const name = unused('row', new Set(known.keys()));
  const values = rowValues(row, entity, name, context);
  known.set(name, entity.name);
  return { rows: [{ name, entity: entity.name, values }], values: { ...given, row: { $row: name } } };
}

function entityCalled(said: string, { entities }: ApplicationIR): Entity | undefined {
  const lower = said.toLowerCase();
  return entities.find(({ name }) => name === said) ?? entities.find(({ name, plural, table }) => [name, plural, table].some((one) => one.toLowerCase() === lower));
}

function readCaller(given: Json, problems: CaseProblems): CaseCaller | null {
  if (given === null) return null;
  if (typeof given === 'string') return { subject: given };
  const subject = isObject(given) ? given['subject'] ?? given['sub'] ?? given['id'] : undefined;
  if (!isObject(given) || typeof subject !== 'string') {
    problems.shape('caller must be { "subject": "<text>", "scopes": [], "isAdmin": false }, or null for nobody.');
    return null;
  }
  const { scopes, isAdmin } = given;
  const list = Array.isArray(scopes) ? (scopes as readonly Json[]).filter((scope) => typeof scope === 'string') : typeof scopes === 'string' ? scopes.split(/[\s,]+/) : undefined;
  return { subject, ...(list === undefined ? {} : { scopes: list }), ...(isAdmin === true ? { isAdmin } : {}) };
}
