import * as ts from 'typescript';
import type { Entity } from '../../../src/ir/entity.ts';
import { type App, edit, isCallOf, isMethodCall, nameOf, nodesIn, pathOf, stringOf } from '../app.ts';
import { attributeKeys, keysBelow } from '../keys.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const code = /^DM4[01]/;

interface TableSite {
  readonly call: ts.CallExpression;
  readonly entity: Entity;
  readonly columns: readonly ts.PropertyAssignment[];
  readonly constraints: readonly ts.Expression[];
}

function tablesOf(app: App): TableSite[] {
  return app.nodes(ts.isCallExpression).filter((call) => isCallOf(call, 'pgTable')).flatMap((call) => {
    const [name, columns, rest] = call.arguments;
    const entity = app.entityOfTable(stringOf(name) ?? '');
    if (entity === undefined || columns === undefined || !ts.isObjectLiteralExpression(columns)) return [];
    const list = rest !== undefined && ts.isArrowFunction(rest) && ts.isArrayLiteralExpression(rest.body) ? rest.body.elements : [];
    return [{ call, entity, columns: columns.properties.filter(ts.isPropertyAssignment), constraints: [...list] }];
  });
}

interface ColumnSite extends TableSite {
  readonly column: ts.PropertyAssignment;
  readonly name: string;
}

/** Columns that the spec states, so that their gaps have a key; not what every table has. */
function columnsOf(app: App): ColumnSite[] {
  return tablesOf(app).flatMap((table) => table.columns.map((column) => ({ ...table, column, name: nameOf(column) })))
    .filter(({ entity, name }) => entity.attributes.some((attribute) => attribute.name === name && attribute.generated !== 'createdAt' && attribute.generated !== 'updatedAt'));
}

function gap({ entity, column, name }: ColumnSite, part: string): ExpectedGap {
  return { keys: attributeKeys(entity, name, part), code, files: [pathOf(column)] };
}

/** Constraints that would name a column that is gone go with it, as whoever deletes a column does it. */
function uses({ constraints, name }: ColumnSite): ts.Expression[] {
  return constraints.filter((constraint) => nodesIn(constraint, ts.isPropertyAccessExpression).some((access) => access.getText() === `table.${name}`));
}

function columnCall(column: ts.PropertyAssignment): ts.CallExpression | undefined {
  return nodesIn(column.initializer, ts.isCallExpression).find((call) => ts.isIdentifier(call.expression) && stringOf(call.arguments[0]) !== undefined);
}

function onCalls(app: App, method: string, make: (site: ColumnSite, call: ts.CallExpression & { expression: ts.PropertyAccessExpression }) => Place): Place[] {
  return columnsOf(app).flatMap((site) => nodesIn(site.column.initializer, ts.isCallExpression)
    .filter((call): call is ts.CallExpression & { expression: ts.PropertyAccessExpression } => isMethodCall(call, method))
    .map((call) => make(site, call)));
}

const dropCall = (call: ts.CallExpression & { expression: ts.PropertyAccessExpression }) => edit.cut(call, call.expression.expression.end, call.end);

const otherTypes: Readonly<Record<string, (call: ts.CallExpression) => string>> = {
  text: (call) => `varchar(${call.arguments[0]?.getText() ?? ''}, { length: 40 })`,
  integer: (call) => call.getText().replace('integer', 'smallint'),
  bigint: (call) => call.getText().replace('bigint', 'integer'),
  numeric: (call) => call.getText().replace(/scale: (\d+)/, (_, scale: string) => `scale: ${String(Number(scale) + 1)}`),
  boolean: (call) => call.getText().replace('boolean', 'text'),
  uuid: (call) => call.getText().replace('uuid', 'text'),
  timestamp: (call) => call.getText().replace('withTimezone: true', 'withTimezone: false'),
  date: (call) => call.getText().replace('date', 'timestamp'),
  doublePrecision: (call) => call.getText().replace('doublePrecision', 'real'),
  jsonb: (call) => call.getText().replace('jsonb', 'text'),
};

/** Every constraint of a kind, with what it is told of. */
function onConstraints(app: App, callee: string, make: (call: ts.CallExpression, whole: ts.Expression, table: TableSite) => Place | undefined): Place[] {
  return tablesOf(app).flatMap((table) => table.constraints.flatMap((whole) => nodesIn(whole, ts.isCallExpression).filter((call) => isCallOf(call, callee)).flatMap((call) => make(call, whole, table) ?? [])));
}

/** `products__price__exclusive_minimum` is told of the attribute `price`, an invariant of itself. */
export function constraintKeys(entity: Entity, name: string): RegExp[] {
  const [, ...parts] = name.split('__');
  if (parts.at(-1) === 'invariant') return [/^invariant:/, ...keysBelow(entity.name)];
  const columns = parts.slice(0, -1).flatMap((column) => entity.attributes.filter((attribute) => attribute.column === column).map((attribute) => attribute.name));
  if (columns.length !== 1 || parts.at(-1) === 'idx') return keysBelow(entity.name);
  return columns.flatMap((column) => attributeKeys(entity, column, '.*'));
}

const dropConstraint = (callee: string) => (app: App): Place[] => onConstraints(app, callee, (call, whole, { entity }) => placeOf([edit.remove(whole)], {
  expected: [{ keys: constraintKeys(entity, stringOf(call.arguments[0]) ?? /name: "(\w+)"/.exec(call.getText())?.[1] ?? ''), code, files: [pathOf(call)] }],
}));

export const tableDefects: readonly Operator[] = [
  defect('orm.entity.deleted', (app) => tablesOf(app).map(({ call, entity }) => placeOf([], {
    files: new Map([[pathOf(call), undefined]]), expected: [{ keys: [entity.name], code }],
  }))),
  defect('orm.column.deleted', (app) => columnsOf(app).filter(({ column }) => !/primaryKey/.test(column.getText())).map((site) => placeOf(
    [edit.remove(site.column), ...uses(site).map((constraint) => edit.remove(constraint))],
    { expected: [gap(site, '')], implied: [{ keys: keysBelow(site.entity.name), code }] },
  ))),
  defect('orm.column.typeChanged', (app) => columnsOf(app).flatMap((site) => {
    const call = columnCall(site.column);
    const changed = call === undefined ? undefined : otherTypes[call.expression.getText()]?.(call);
    return call === undefined || changed === undefined || changed === call.getText() ? [] : [placeOf([edit.replace(call, changed)], { expected: [gap(site, 'type|precision|scale|values')] })];
  })),
  defect('orm.column.notNullDropped', (app) => onCalls(app, 'notNull', (site, call) => placeOf([dropCall(call)], { expected: [gap(site, 'nullable|required')] }))),
  defect('orm.column.notNullAdded', (app) => columnsOf(app).filter(({ column }) => !/notNull|primaryKey/.test(column.getText()))
    .map((site) => placeOf([edit.after(site.column.initializer, '.notNull()')], { expected: [gap(site, 'nullable|required')] }))),
  defect('orm.column.defaultDropped', (app) => onCalls(app, 'default', (site, call) => placeOf([dropCall(call)], { expected: [{ ...gap(site, 'default'), keys: [...attributeKeys(site.entity, site.name, 'default'), ...keysBelow(`${site.entity.name}.${site.name}`)] }] }))),
  defect('orm.column.defaultChanged', (app) => onCalls(app, 'default', (site, call) => {
    const [value] = call.arguments;
    const text = value?.getText() ?? '';
    const other = text === 'true' ? 'false' : text === 'false' ? 'true' : /^-?\d/.test(text) ? String(Number(text) + 1) : text.startsWith('"') ? `"x${text.slice(1)}` : 'sql`null`';
    return placeOf(value === undefined ? [dropCall(call)] : [edit.replace(value, other)], { expected: [{ ...gap(site, 'default'), keys: [...attributeKeys(site.entity, site.name, 'default'), ...keysBelow(`${site.entity.name}.${site.name}`)] }] });
  })),
  defect('orm.column.renamedInDatabase', (app) => columnsOf(app).flatMap((site) => {
    const argument = columnCall(site.column)?.arguments[0];
    return argument === undefined ? [] : [placeOf([edit.replace(argument, `"${stringOf(argument) ?? ''}_old"`)], { expected: [gap(site, '.*')], implied: [{ keys: keysBelow(site.entity.name), code }] })];
  })),
  defect('orm.column.added', (app) => tablesOf(app).flatMap(({ entity, columns }) => columns.slice(1, 2).map((column) => placeOf([edit.before(column, 'remark: text("remark"),\n    ')], {
    expected: [{ keys: [`${entity.name}.remark`], code, files: [pathOf(column)] }],
  })))),
  defect('orm.primaryKey.dropped', (app) => onCalls(app, 'primaryKey', (site, call) => placeOf([dropCall(call)], { expected: [gap(site, 'primaryKey')], implied: [gap(site, 'nullable')] }))),
  defect('orm.enumValue.dropped', (app) => columnsOf(app).flatMap((site) => nodesIn(site.column.initializer, ts.isArrayLiteralExpression).filter(({ elements }) => elements.length > 1)
    .flatMap(({ elements }) => elements.map((element) => placeOf([edit.remove(element)], { expected: [{ ...gap(site, ''), keys: keysBelow(`${site.entity.name}.${site.name}`) }] }))))),
  defect('orm.unique.dropped', dropConstraint('unique')),
  defect('orm.foreignKey.dropped', dropConstraint('foreignKey')),
  defect('orm.check.dropped', dropConstraint('check')),
  defect('orm.index.dropped', dropConstraint('index')),
  defect('orm.check.changed', (app) => onConstraints(app, 'check', (call, _whole, { entity }) => {
    const expression = call.arguments[1];
    const text = expression?.getText() ?? '';
    const changed = text.replace(/ (>=|<=|<|>) (-?\d+)/, (_, operator: string, bound: string) => ` ${operator} ${String(Number(bound) + 1)}`);
    return expression === undefined || changed === text ? undefined : placeOf([edit.replace(expression, changed)], { expected: [{ keys: constraintKeys(entity, stringOf(call.arguments[0]) ?? ''), code, files: [pathOf(call)] }] });
  })),
  defect('orm.onDelete.changed', (app) => tablesOf(app).flatMap(({ constraints, entity }) => constraints.flatMap((whole) => nodesIn(whole, ts.isCallExpression).filter((call) => isMethodCall(call, 'onDelete')).flatMap((call) => call.arguments.map((argument) => placeOf(
    [edit.replace(argument, stringOf(argument) === 'cascade' ? '"set null"' : '"cascade"')],
    { expected: [{ keys: constraintKeys(entity, /name: "(\w+)"/.exec(whole.getText())?.[1] ?? ''), code, files: [pathOf(call)] }] },
  )))))),
];
