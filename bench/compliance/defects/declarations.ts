import * as ts from 'typescript';
import { around, edit, isCallOf, nameOf, nodesIn, pathOf, propertyOf } from '../app.ts';
import { endpointKeys, routesOf } from '../keys.ts';
import { type Operator, defect, placeOf } from '../operator.ts';

const entities = /^src\/models\/entities\//;

/** Declarations that other declarations take back, widen or leave open. */
export const declarationDefects: readonly Operator[] = [
  defect('declaration.access.takenAway', (app) => routesOf(app).flatMap((route) => {
    const hook = propertyOf(route.options, 'onRequest');
    if (hook === undefined) return [];
    const edits = [edit.after(hook, ', ...quiet'), edit.before(route.call.parent, 'const quiet = { onRequest: undefined, logLevel: "info" } as const;\n  ')];
    return [placeOf(edits, { expected: [{ keys: endpointKeys(app, route.key, 'access'), code: /^DM421/, files: [pathOf(route.call)] }] })];
  })),
  defect('declaration.migration.relaxedLater', (app) => app.nodes(ts.isCallExpression, entities).filter((call) => isCallOf(call, 'pgTable')).flatMap((call) => {
    const entity = app.entityOfTable(call.arguments[0]?.getText().slice(1, -1) ?? '');
    const [, columns] = call.arguments;
    const needed = new Set(columns !== undefined && ts.isObjectLiteralExpression(columns) ? columns.properties.filter((column) => column.getText().includes('.notNull()')).map(nameOf) : []);
    const attribute = entity?.attributes.find(({ name, relation }) => needed.has(name) && name !== 'id' && relation === undefined && !/^(?:created|updated)At$/.test(name));
    if (entity === undefined || attribute === undefined) return [];
    const file = `migrations/0009_relaxed_${entity.table}.sql`;
    const sql = `-- imports come without it\nalter table "${entity.table}" alter column "${attribute.column}" drop not null;\n`;
    return [placeOf([], { files: new Map([[file, sql]]), expected: [{ keys: [`${entity.name}.${attribute.name}.nullable`], code: /^DM41/, files: [file] }] })];
  })),
  defect('declaration.transition.fromMore', (app) => app.nodes(ts.isObjectLiteralExpression, /^src\/state-machines\/(?!machine\.ts)/).flatMap((node) => {
    const [from, to, event] = ['from', 'to', 'event'].map((name) => propertyOf(node, name)?.initializer.getText());
    const machine = around(node, (outer): outer is ts.CallExpression => ts.isCallExpression(outer) && isCallOf(outer, 'defineMachine'));
    if (from === undefined || to === undefined || event === undefined || machine === undefined || node.properties.length !== 3) return [];
    const taken = nodesIn(machine, ts.isObjectLiteralExpression).filter((other) => propertyOf(other, 'event')?.initializer.getText() === event);
    if (taken.length !== 1 || from === to) return [];
    return [placeOf([edit.replace(node, `...([${from}, ${to}] as const).map((from) => ({ event: ${event} as const, from, to: ${to} as const }))`)], {
      expected: [{ keys: [new RegExp(`:${to.slice(1, -1)}->${to.slice(1, -1)}(?:[.( ].*)?$`)], code: /^DM440/, files: [pathOf(node)] }],
    })];
  })),
  defect('declaration.presenter.restShowsMore', (app) => app.nodes(ts.isReturnStatement, /^src\/models\/presenters\//).flatMap((node) => {
    const shown = node.expression;
    const [row] = around(node, ts.isFunctionDeclaration)?.parameters ?? [];
    if (shown === undefined || !ts.isObjectLiteralExpression(shown) || row?.name.getText() !== 'row' || !shown.properties.every(ts.isPropertyAssignment)) return [];
    const [own, made] = [true, false].map((isOwn) => shown.properties.filter((property) => ts.isPropertyAssignment(property) && (property.initializer.getText() === `row.${property.name.getText()}`) === isOwn));
    const [left] = own ?? [];
    if (left === undefined || made === undefined || !/\browVersion:/.test(app.text(pathOf(node).replace('/presenters/', '/entities/')))) return [];
    const text = `const { ${made.map((property) => `${property.name?.getText() ?? ''}: _${property.name?.getText() ?? ''}, `).join('')}...rest } = row;\n  return { ...rest, ${made.map((property) => property.getText()).join(', ')} };`;
    return [placeOf([edit.replace(node, text)], { expected: [{ keys: [/./], code: /^DM4523$/, files: [pathOf(node)] }], implied: [{ keys: [/./], code: /^DM4523$/, files: [pathOf(node)], many: true }] })];
  })),
];
