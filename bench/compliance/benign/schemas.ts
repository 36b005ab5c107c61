import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, isMethodCall, nameOf, nodesIn, propertyOf } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, isTaken, isTopLevel, references } from '../scopes.ts';

const schemas = /^src\/models\/schemas\/(?!support)/;
const entities = /^src\/models\/entities\//;
const machines = /^src\/state-machines\/(?!machine\.ts)/;

type MethodCall = ts.CallExpression & { readonly expression: ts.PropertyAccessExpression };
const isMethod = (node: ts.Node): node is MethodCall => ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);

function onNodes<T extends ts.Node>(paths: RegExp, is: (node: ts.Node) => node is T, change: (node: T) => readonly TextEdit[] | undefined) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node);
    return edits === undefined || edits.length === 0 ? [] : [placeOf(edits)];
  });
}

/** The method calls of a chain, with what a replacement of the call and its arguments says. */
function rewritten(method: string, to: (call: MethodCall) => string | undefined) {
  return onNodes(schemas, isMethod, (call) => {
    if (call.expression.name.text !== method) return undefined;
    const text = to(call);
    return text === undefined ? undefined : [edit.cut(call, call.expression.expression.end, call.end, text)];
  });
}

const isNumber = (call: MethodCall): boolean => /^z\.(?:int32|int|number)\(\)/.test(call.expression.getText());
const isText = (call: MethodCall): boolean => /^z\s*\.string\(\)/.test(call.expression.getText());
const argument = (call: ts.CallExpression): string => call.arguments[0]?.getText() ?? '';

function wrapped(method: string) {
  return onNodes(schemas, isMethod, (call) => (call.expression.name.text === method && call.arguments.length === 0 && !isMethodChainGoesOn(call) ? [edit.replace(call, `z.${method}(${call.expression.expression.getText()})`)] : undefined));
}

const isMethodChainGoesOn = (call: ts.Node): boolean => ts.isPropertyAccessExpression(call.parent);

/** A place at the top of the file before the statement that holds the node. */
const topOf = (node: ts.Node): ts.Node => {
  let top = node;
  while (!ts.isSourceFile(top.parent)) top = top.parent;
  return top;
};

const fieldsIn = (node: ts.Node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.parent) && ts.isCallExpression(node.parent.parent) && /^z\.(?:strictObject|object)$/.test(node.parent.parent.expression.getText()) && ts.isVariableDeclaration(node.parent.parent.parent);

export const schemaChanges: readonly Operator[] = [
  benign('schema.message', onNodes(schemas, isMethod, (call) => (/^(?:min|max|regex)$/.test(call.expression.name.text) && call.arguments.length === 1 ? call.arguments.map((last) => edit.after(last, ', "Please check this"')) : undefined))),
  benign('schema.strictMethod', onNodes(schemas, ts.isCallExpression, (call) => (isCallOf(call, 'z.strictObject') ? [edit.replace(call.expression, 'z.object'), edit.after(call, '.strict()')] : undefined))),
  benign('schema.nullish.split', rewritten('nullish', () => '.nullable().optional()')),
  benign('schema.nullish.splitOtherWay', rewritten('nullish', () => '.optional().nullable()')),
  benign('schema.optional.wrapped', wrapped('optional')),
  benign('schema.nullable.wrapped', wrapped('nullable')),
  benign('schema.nullish.wrapped', wrapped('nullish')),
  benign('schema.bound.gte', rewritten('min', (call) => (isNumber(call) ? `.gte(${argument(call)})` : undefined))),
  benign('schema.bound.lte', rewritten('max', (call) => (isNumber(call) ? `.lte(${argument(call)})` : undefined))),
  benign('schema.bound.nonnegative', rewritten('min', (call) => (isNumber(call) && argument(call) === '0' ? '.nonnegative()' : undefined))),
  benign('schema.bound.nonempty', rewritten('min', (call) => (isText(call) && argument(call) === '1' ? '.nonempty()' : undefined))),
  benign('schema.chain.swapped', onNodes(schemas, isMethod, (call) => {
    const inner = call.expression.expression;
    if (call.expression.name.text !== 'max' || !isMethod(inner) || inner.expression.name.text !== 'min') return undefined;
    return [edit.replace(call, `${inner.expression.expression.getText()}.max(${argument(call)}).min(${argument(inner)})`)];
  })),
  benign('schema.guid.method', onNodes(schemas, ts.isCallExpression, (call) => (isCallOf(call, 'z.guid') ? [edit.replace(call, 'z.string().guid()')] : undefined))),
  benign('schema.email.method', onNodes(schemas, ts.isCallExpression, (call) => (isCallOf(call, 'z.email') && call.arguments.length === 0 ? [edit.replace(call, 'z.string().email()')] : undefined))),
  benign('schema.int.method', onNodes(schemas, ts.isCallExpression, (call) => (isCallOf(call, 'z.int') ? [edit.replace(call, 'z.number().int()')] : undefined))),
  benign('schema.array.method', onNodes(schemas, ts.isCallExpression, (call) => (isCallOf(call, 'z.array') && call.arguments.length === 1 ? [edit.replace(call, `${argument(call)}.array()`)] : undefined))),
  benign('schema.pattern.constant', onNodes(schemas, ts.isRegularExpressionLiteral, (node) => {
    const name = freshName(node.getSourceFile(), 'pattern');
    return [edit.before(topOf(node), `const ${name} = ${node.text};\n\n`), edit.replace(node, name)];
  })),
  benign('schema.enum.constant', onNodes(schemas, (node): node is ts.ArrayLiteralExpression => ts.isArrayLiteralExpression(node) && isMethodCall(node.parent, 'enum'), (node) => {
    const name = freshName(node.getSourceFile(), 'choices');
    return [edit.before(topOf(node), `const ${name} = ${node.getText()} as const;\n\n`), edit.replace(node, name)];
  })),
  benign('schema.field.shared', onNodes(schemas, fieldsIn, (field) => {
    const text = field.initializer.getText();
    const tree = field.getSourceFile();
    const all = nodesIn(tree, fieldsIn).filter((other) => other.initializer.getText() === text);
    const first = all[0] === undefined ? undefined : topOf(all[0]);
    const name = freshName(tree, `${nameOf(field).replaceAll(/\W/g, '_')}Field`);
    return first === undefined ? undefined : [edit.before(first, `const ${name} = ${text};\n\n`), ...all.map((other) => edit.replace(other.initializer, name))];
  })),
  benign('schema.fields.spread', onNodes(schemas, (node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && ts.isVariableDeclaration(node.parent.parent) && node.properties.length > 2 && node.properties.every(ts.isPropertyAssignment), (object) => {
    const [first, second] = object.properties;
    if (first === undefined || second === undefined) return undefined;
    const name = freshName(object.getSourceFile(), 'commonFields');
    return [edit.before(topOf(object), `const ${name} = { ${first.getText()}, ${second.getText()} };\n\n`), edit.cut(object, first.getStart(), second.end, `...${name}`)];
  })),
  benign('schema.extended', onNodes(schemas, (node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && ts.isVariableDeclaration(node.parent.parent) && node.properties.length > 2 && ts.isCallExpression(node.parent), (object) => {
    const [first] = object.properties;
    const second = object.properties[1];
    const call = object.parent;
    return first === undefined || second === undefined || !ts.isCallExpression(call) ? undefined : [edit.replace(call, `${call.expression.getText()}({ ${first.getText()} }).extend({ ${object.getSourceFile().text.slice(second.getStart(), object.properties.end)} })`)];
  })),
  benign('schema.shapeReused', onNodes(schemas, fieldsIn, (field) => {
    const tree = field.getSourceFile();
    const earlier = nodesIn(tree, fieldsIn).find((other) => other.end < field.pos && topOf(other) !== topOf(field) && other.initializer.getText() === field.initializer.getText() && ts.isIdentifier(other.name));
    const schema = earlier === undefined ? undefined : around(earlier, ts.isVariableDeclaration);
    return earlier === undefined || schema === undefined || !isTaken(tree, nameOf(schema)) ? undefined : [edit.replace(field.initializer, `${nameOf(schema)}.shape.${nameOf(earlier)}`)];
  })),
  benign('schema.getterToProperty', onNodes(schemas, ts.isGetAccessorDeclaration, (node) => {
    const [statement] = node.body?.statements ?? [];
    return statement === undefined || !ts.isReturnStatement(statement) || statement.expression === undefined || references(node.getSourceFile(), statement.expression.getText().split('.')[0] ?? '').some((use) => ts.isVariableDeclaration(use.parent)) ? undefined : [edit.replace(node, `${nameOf(node)}: ${statement.expression.getText()}`)];
  })),
  benign('type.interfaceToAlias', (app) => app.nodes(ts.isInterfaceDeclaration, /^src\/(?:workflows|events\/handlers)/).map((node) => placeOf([edit.replace(node, `${node.modifiers?.map((modifier) => modifier.getText()).join(' ') ?? ''} type ${node.name.text} = {\n${node.members.map((member) => member.getText()).join('\n')}\n};`.trim())]))),
];

const isColumns = (node: ts.Node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && isCallOf(node.parent, 'pgTable');

export const tableChanges: readonly Operator[] = [
  benign('orm.columns.spread', onNodes(entities, isColumns, (columns) => {
    const shared = columns.properties.filter((property) => /^(?:createdAt|updatedAt)$/.test(nameOf(property)));
    const [first, second] = shared;
    if (first === undefined || second === undefined) return undefined;
    return [edit.before(topOf(columns), `const timestamps = {\n  ${first.getText()},\n  ${second.getText()},\n};\n\n`), edit.cut(columns, first.getStart(), second.end, '...timestamps')];
  })),
  benign('orm.column.helper', onNodes(entities, isColumns, (columns) => {
    const key = propertyOf(columns, 'id');
    return key === undefined ? undefined : [edit.before(topOf(columns), `function primaryId() {\n  return ${key.initializer.getText()};\n}\n\n`), edit.replace(key.initializer, 'primaryId()')];
  })),
  benign('orm.column.optionsNamed', onNodes(entities, (node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && ts.isCallExpression(node.parent) && /^(?:timestamp|numeric)$/.test(node.parent.expression.getText()), (options) => {
    const name = freshName(options.getSourceFile(), 'columnOptions');
    return [edit.before(topOf(options), `const ${name} = ${options.getText()} as const;\n\n`), edit.replace(options, name)];
  })),
  benign('orm.column.chainSwapped', onNodes(entities, isMethod, (call) => {
    const inner = call.expression.expression;
    if (!/^(?:default|defaultNow)$/.test(call.expression.name.text) || !isMethod(inner) || inner.expression.name.text !== 'notNull') return undefined;
    return [edit.replace(call, `${inner.expression.expression.getText()}.${call.expression.name.text}(${argument(call)}).notNull()`)];
  })),
  benign('orm.enum.constant', onNodes(entities, (node): node is ts.ArrayLiteralExpression => ts.isArrayLiteralExpression(node) && ts.isPropertyAssignment(node.parent) && nameOf(node.parent) === 'enum', (values) => [edit.before(topOf(values), `export const allStates = ${values.getText()} as const;\n\n`), edit.replace(values, 'allStates')])),
  benign('orm.constraints.named', onNodes(entities, (node): node is ts.ArrowFunction => ts.isArrowFunction(node) && isCallOf(node.parent, 'pgTable') && ts.isArrayLiteralExpression(node.body), (callback) => [edit.replace(callback.body, `{\n    const constraints = ${callback.body.getText()};\n    return constraints;\n  }`)])),
  benign('orm.constraints.reordered', onNodes(entities, (node): node is ts.ArrayLiteralExpression => ts.isArrayLiteralExpression(node) && ts.isArrowFunction(node.parent), (list) => (list.elements.length < 2 ? undefined : [edit.cut(list, list.elements.pos, list.elements.end, [...list.elements].reverse().map((element) => `\n    ${element.getText()},`).join(''))]))),
  benign('machine.parts.named', onNodes(machines, (node): node is ts.PropertyAssignment => ts.isPropertyAssignment(node) && /^(?:states|transitions)$/.test(nameOf(node)), (property) => [edit.before(topOf(property), `const ${nameOf(property)}OfMachine = ${property.initializer.getText()} as const;\n\n`), edit.replace(property.initializer, `${nameOf(property)}OfMachine`)])),
  benign('machine.transitions.spread', onNodes(machines, (node): node is ts.ArrayLiteralExpression => ts.isArrayLiteralExpression(node) && ts.isPropertyAssignment(node.parent) && nameOf(node.parent) === 'transitions' && node.elements.length > 1, (list) => {
    const [first] = list.elements;
    return first === undefined ? undefined : [edit.before(topOf(list), `const first = [${first.getText()}] as const;\n\n`), edit.replace(first, '...first')];
  })),
  benign('machine.transitions.reordered', onNodes(machines, (node): node is ts.ArrayLiteralExpression => ts.isArrayLiteralExpression(node) && ts.isPropertyAssignment(node.parent) && nameOf(node.parent) === 'transitions', (list) => (list.elements.length < 2 ? undefined : [edit.cut(list, list.elements.pos, list.elements.end, [...list.elements].reverse().map((element) => `\n    ${element.getText()},`).join(''))]))),
  benign('machine.definitionNamed', onNodes(machines, (node): node is ts.CallExpression => isCallOf(node, 'defineMachine'), (call) => [edit.before(topOf(call), `const definition = ${argument(call)} as const;\n\n`), edit.replace(call, 'defineMachine(definition)')])),
];

/** Objects whose order means nothing: their values have no effects. */
function isPure(object: ts.ObjectLiteralExpression): boolean {
  return object.properties.length > 1 && object.properties.every((property) => (ts.isPropertyAssignment(property) && nodesIn(property, ts.isAwaitExpression).length === 0) || ts.isShorthandPropertyAssignment(property));
}

export const orderChanges: readonly Operator[] = [
  benign('order.properties', (app) => app.nodes(ts.isObjectLiteralExpression, /^src\/(?:api|models|state-machines|workflows|services|application|events\/(?:handlers|schedules))/).filter(isPure).map((object) => placeOf([edit.cut(object, object.properties.pos, object.properties.end, [...object.properties].reverse().map((property) => `\n${property.getText()},`).join(''))]))),
  benign('order.methods', (app) => app.nodes((node): node is ts.ObjectLiteralExpression => ts.isObjectLiteralExpression(node) && node.properties.length > 1 && node.properties.every(ts.isMethodDeclaration), /^src\/(?:services|repositories)\//).map((object) => placeOf([edit.cut(object, object.properties.pos, object.properties.end, [...object.properties].reverse().map((property) => `\n${property.getText()},\n`).join(''))]))),
  benign('order.routes', (app) => app.nodes(ts.isBlock, /^src\/api\/routes\//).filter((block) => ts.isFunctionDeclaration(block.parent) && block.statements.length > 1).map((block) => placeOf([edit.cut(block, block.statements.pos, block.statements.end, [...block.statements].reverse().map((statement) => `\n${statement.getText()}\n`).join(''))]))),
  benign('order.registrations', (app) => app.nodes(ts.isExpressionStatement, /^src\/app\.ts$/).filter((node) => /^\w+Routes\(app\);$/.test(node.getText())).flatMap((node) => {
    const block = node.parent;
    const next = ts.isBlock(block) ? block.statements[block.statements.indexOf(node) + 1] : undefined;
    return next === undefined || !/^\w+Routes\(app\);$/.test(next.getText()) ? [] : [placeOf([edit.replace(node, next.getText()), edit.replace(next, node.getText())])];
  })),
  benign('order.imports', (app) => app.trees(schemas).flatMap((tree) => {
    const imports = tree.statements.filter(ts.isImportDeclaration);
    const [first] = imports;
    const last = imports.at(-1);
    return first === undefined || last === undefined || first === last ? [] : [placeOf([edit.cut(first, first.getStart(), last.end, [...imports].reverse().map((node) => node.getText()).join('\n'))])];
  })),
  benign('order.functions', (app) => app.nodes(ts.isFunctionDeclaration, /^src\/(?:services|state-machines|validators|workflows)\//).filter((node) => ts.isSourceFile(node.parent)).flatMap((node) => {
    const first = node.getSourceFile().statements.find(isTopLevel);
    return first === undefined || first === node ? [] : [placeOf([edit.before(first, `${node.getText()}\n\n`), edit.removeStatement(node)])];
  })),
];

