import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, nameOf, nodesIn, textWithComments } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, isExported, isReference, isTopLevel } from '../scopes.ts';

const code = /^src\/(?:services|workflows|validators|state-machines\/(?!machine)|models\/presenters|repositories\/\w+Repository)/;

function onNodes<T extends ts.Node>(is: (node: ts.Node) => node is T, change: (node: T) => readonly TextEdit[] | undefined, paths = code) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node);
    return edits === undefined || edits.length === 0 ? [] : [placeOf(edits)];
  });
}

const isAsync = (node: ts.FunctionDeclaration | ts.MethodDeclaration): boolean => ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
const signature = (node: ts.FunctionDeclaration | ts.MethodDeclaration): string => `(${node.parameters.map((parameter) => parameter.getText()).join(', ')})${node.type === undefined ? '' : `: ${node.type.getText()}`}`;

/** `export const productService = { ... methods ... };` */
const isServiceObject = (node: ts.Node): node is ts.VariableStatement => {
  if (!ts.isVariableStatement(node) || !ts.isSourceFile(node.parent)) return false;
  const [declaration] = node.declarationList.declarations;
  return declaration?.initializer !== undefined && ts.isObjectLiteralExpression(declaration.initializer) && declaration.initializer.properties.length > 0 && declaration.initializer.properties.every(ts.isMethodDeclaration);
};

const methodsOf = (node: ts.VariableStatement): { readonly name: string; readonly methods: readonly ts.MethodDeclaration[] } => {
  const [declaration] = node.declarationList.declarations;
  const object = declaration?.initializer;
  return { name: declaration === undefined ? '' : nameOf(declaration), methods: object !== undefined && ts.isObjectLiteralExpression(object) ? object.properties.filter(ts.isMethodDeclaration) : [] };
};

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** What the helper `found(row, id)` throws. */
function thrownByFound(node: ts.Node): string | undefined {
  const helper = node.getSourceFile().statements.find((statement): statement is ts.FunctionDeclaration => ts.isFunctionDeclaration(statement) && statement.name?.text === 'found');
  return helper === undefined ? undefined : nodesIn(helper, ts.isThrowStatement)[0]?.expression.getText();
}

export const functionChanges: readonly Operator[] = [
  benign('function.toArrow', onNodes(ts.isFunctionDeclaration, (node) => (node.body === undefined || node.name === undefined || node.typeParameters !== undefined || !ts.isSourceFile(node.parent) ? undefined : [edit.replace(node, `${isExported(node) ? 'export ' : ''}const ${node.name.text} = ${isAsync(node) ? 'async ' : ''}${signature(node)} => ${node.body.getText()};`)]))),
  benign('function.toExpression', onNodes(ts.isFunctionDeclaration, (node) => (node.body === undefined || node.name === undefined || node.typeParameters !== undefined || !ts.isSourceFile(node.parent) ? undefined : [edit.replace(node, `${isExported(node) ? 'export ' : ''}const ${node.name.text} = ${isAsync(node) ? 'async ' : ''}function ${signature(node)} ${node.body.getText()};`)]))),
  benign('function.exportedBelow', onNodes(ts.isFunctionDeclaration, (node) => {
    const modifier = node.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return modifier === undefined || node.name === undefined ? undefined : [edit.cut(modifier, modifier.getStart(), modifier.end + 1), edit.cut(node, node.getSourceFile().end, node.getSourceFile().end, `\nexport { ${node.name.text} };\n`)];
  })),
  benign('object.toClass', onNodes(isServiceObject, (node) => {
    const { name, methods } = methodsOf(node);
    return [edit.replace(node, `class ${capital(name)} {\n${methods.map((method) => textWithComments(method)).join('\n\n')}\n}\n\nexport const ${name} = new ${capital(name)}();`)];
  })),
  benign('object.toStaticClass', onNodes(isServiceObject, (node) => {
    const { name, methods } = methodsOf(node);
    return [edit.replace(node, `class ${capital(name)} {\n${methods.map((method) => `static ${method.getText()}`).join('\n\n')}\n}\n\nexport { ${capital(name)} as ${name} };`), ...nodesIn(node.getSourceFile(), ts.isIdentifier).filter((use) => use.text === name && isReference(use) && (use.pos < node.pos || use.pos > node.end)).map((use) => edit.replace(use, capital(name)))].filter(() => !methods.some((method) => method.getText().includes(`${name}.`)));
  })),
  benign('object.toFunctions', onNodes(isServiceObject, (node) => {
    const { name, methods } = methodsOf(node);
    const names = methods.map((method) => nameOf(method));
    const taken = nodesIn(node.getSourceFile(), ts.isIdentifier).filter(isReference).map(({ text }) => text);
    if (names.some((one) => taken.includes(one) || /^(?:delete|find)$/.test(one)) || methods.some((method) => method.getText().includes(`${name}.`))) return undefined;
    return [edit.replace(node, `${methods.map((method) => `${isAsync(method) ? 'async ' : ''}function ${nameOf(method)}${signature(method)} ${method.body?.getText() ?? '{}'}`).join('\n\n')}\n\nexport const ${name} = { ${names.join(', ')} };`)];
  })),
  benign('object.frozen', onNodes(isServiceObject, (node) => {
    const object = node.declarationList.declarations[0]?.initializer;
    return object === undefined || /\w+\.owned\(/.test(object.getText()) ? undefined : [edit.replace(object, `Object.freeze(${object.getText()})`)];
  })),
  benign('method.toProperty', onNodes((node): node is ts.MethodDeclaration => ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent), (node) => [edit.replace(node, `${nameOf(node)}: ${isAsync(node) ? 'async ' : ''}${signature(node)} => ${node.body?.getText() ?? '{}'}`)])),
  benign('method.asyncDropped', onNodes((node): node is ts.MethodDeclaration => ts.isMethodDeclaration(node) && isAsync(node) && nodesIn(node, ts.isAwaitExpression).length === 0 && node.body?.statements.length === 1 && nodesIn(node, ts.isReturnStatement).every(({ expression }) => expression !== undefined && /Repository\.\w+\(/.test(expression.getText())), (node) => [edit.replace(node, node.getText().replace(/^async /, ''))], /^src\/services\//)),
  benign('helper.inlined', onNodes(ts.isVariableStatement, (node) => {
    const match = /^const (\w+) = found\(\s*([^]*?),\s*(\w+),?\s*\);$/.exec(node.getText());
    const thrown = thrownByFound(node);
    if (match === null || thrown === undefined) return undefined;
    const [, name = '', row = '', id = ''] = match;
    return [edit.replace(node, `const ${name} = ${row};\n    if (${name} === undefined) throw ${thrown.replace(/\bid\b/, id)};`)];
  })),
  benign('helper.added', onNodes(ts.isReturnStatement, (node) => {
    const top = around(node, isTopLevel);
    const method = around(node, (outer): outer is ts.FunctionDeclaration | ts.MethodDeclaration => ts.isFunctionDeclaration(outer) || ts.isMethodDeclaration(outer));
    const call = node.expression;
    if (top === undefined || method?.type === undefined || !isAsync(method) || call === undefined || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression) || !/Repository$/.test(call.expression.expression.getText())) return undefined;
    const [context, ...rest] = call.arguments;
    if (context?.getText() !== 'context' || rest.length === 0) return undefined;
    const callee = call.expression.getText();
    const name = freshName(node.getSourceFile(), 'through');
    return [edit.replace(call, `${name}(context, ${rest.map((argument) => argument.getText()).join(', ')})`), edit.after(top, `\n\nfunction ${name}(...args: Parameters<typeof ${callee}>): ReturnType<typeof ${callee}> {\n  return ${callee}(...args);\n}\n`)];
  }, /^src\/services\//)),
  benign('helper.extractedStep', onNodes((node): node is ts.ExpressionStatement => ts.isExpressionStatement(node) && ts.isAwaitExpression(node.expression) && /^await emitEvent\(context, "[\w.]+", \{ \w+: \w+\.id \}\);$/.test(node.getText().replaceAll(/\s+/g, ' ')), (node) => {
    const top = around(node, isTopLevel);
    const match = /emitEvent\(context, ("[\w.]+"), \{ (\w+): (\w+)\.id \}\)/.exec(node.getText().replaceAll(/\s+/g, ' '));
    const name = freshName(node.getSourceFile(), 'announce');
    return top === undefined || match === null ? undefined : [edit.replace(node, `await ${name}(context, ${match[3] ?? ''}.id);`), edit.after(top, `\n\nasync function ${name}(context: CallContext, id: string): Promise<void> {\n  await emitEvent(context, ${match[1] ?? ''}, { ${match[2] ?? ''}: id });\n}\n`)];
  })),
  benign('function.unrelatedAdded', (app) => app.trees(code).map((tree) => placeOf([{ file: tree.fileName, start: tree.end, end: tree.end, text: '\n/** For the console of the support team. */\nexport function describeForSupport(id: string): string {\n  return `row ${id}`;\n}\n' }]))),
  benign('service.unrelatedMethod', onNodes(isServiceObject, (node) => {
    const { methods } = methodsOf(node);
    return methods.slice(0, 1).map((method) => edit.before(method, '/** For the console of the support team. */\n  label(id: string): string {\n    return `row ${id}`;\n  },\n\n  '));
  }, /^src\/services\//)),
];
