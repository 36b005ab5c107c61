import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, edit, isMethodCall, nameOf, nodesIn } from '../app.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName } from '../scopes.ts';

const flows = /^src\/workflows\//;
const machines = /^src\/state-machines\//;

function onNodes<T extends ts.Node>(paths: RegExp, is: (node: ts.Node) => node is T, change: (node: T) => TextEdit | readonly TextEdit[] | undefined) {
  return (app: App): Place[] => app.nodes(is, paths).flatMap((node) => {
    const edits = change(node);
    return edits === undefined ? [] : [placeOf('file' in edits ? [edits] : edits)];
  });
}

interface Guard {
  readonly event: string;
  readonly statement: ts.IfStatement;
  /** What has to hold beside the event for the mistake. */
  readonly test: string;
}

/** `if (event === "pay" && ...) throw ...` with nothing that is waited for. */
function guardIn(statement: ts.Statement): Guard | undefined {
  if (!ts.isIfStatement(statement) || statement.elseStatement !== undefined || /\bawait\b/.test(statement.getText())) return undefined;
  const found = /^event === (?<event>"\w+") &&\s*(?<test>[\s\S]+)$/.exec(statement.expression.getText())?.groups;
  return found === undefined ? undefined : { event: found['event'] ?? '', test: found['test'] ?? '', statement };
}

/** The guards of a machine, which stand one after the other, said in another way. */
function guardsAs(change: (guards: readonly Guard[], name: string) => string) {
  return onNodes(machines, ts.isFunctionDeclaration, (node) => {
    const guards = node.body?.statements.flatMap((statement) => guardIn(statement) ?? []) ?? [];
    const [first] = guards;
    const events = new Set(guards.map(({ event }) => event));
    if (first === undefined || events.size < guards.length) return undefined;
    return guards.map(({ statement }) => (statement === first.statement ? edit.replace(statement, change(guards, freshName(node.getSourceFile(), 'guards'))) : edit.removeStatement(statement)));
  });
}

/** A flow that is exported as a function and calls no function of its own name. */
function exportedFlow(node: ts.FunctionDeclaration): { readonly name: string; readonly before: string } | undefined {
  const before = 'export async function ';
  return node.name !== undefined && node.getText().startsWith(before) && node.body !== undefined ? { name: nameOf(node), before } : undefined;
}

const timed = `

function timed<Args extends readonly unknown[], Result>(
  name: string,
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const began = performance.now();
    try {
      return await work(...args);
    } finally {
      console.debug(name, performance.now() - began);
    }
  };
}
`;

/** A loop that only waits for what its items need. */
function isPlainLoop({ statement, initializer }: ts.ForOfStatement): boolean {
  const isAway = (node: ts.Node): node is ts.Node => ts.isReturnStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node);
  const assigns = nodesIn(statement, ts.isBinaryExpression).some(({ operatorToken }) => operatorToken.kind === ts.SyntaxKind.EqualsToken);
  return ts.isBlock(statement) && ts.isVariableDeclarationList(initializer) && nodesIn(statement, isAway).length === 0 && !assigns && /\bawait\b/.test(statement.getText());
}

/** Larger changes of structure, as they come in pull requests. */
export const refactorings: readonly Operator[] = [
  benign('refactoring.guard.table', guardsAs((guards, name) =>
    `const ${name}: Partial<Record<string, () => void>> = {\n    ${guards.map(({ event, test, statement }) => `${event}: () => {\n      if (${test}) ${statement.thenStatement.getText()}\n    },`).join('\n    ')}\n  };\n  ${name}[event]?.();`)),
  benign('refactoring.guard.switch', guardsAs((guards) =>
    `switch (event) {\n    ${guards.map(({ event, test, statement }) => `case ${event}:\n      if (${test}) ${statement.thenStatement.getText()}\n      break;`).join('\n    ')}\n  }`)),
  benign('refactoring.guard.map', guardsAs((guards, name) =>
    `const ${name} = new Map<string, () => void>([\n    ${guards.map(({ event, test, statement }) => `[${event}, () => {\n      if (${test}) ${statement.thenStatement.getText()}\n    }],`).join('\n    ')}\n  ]);\n  ${name}.get(event)?.();`)),
  benign('refactoring.words.set', onNodes(/^src\/(?:workflows|validators|services)\//, ts.isCallExpression, (node) => {
    const [value, ...more] = node.arguments;
    const list = isMethodCall(node, 'includes') ? node.expression.expression : undefined;
    if (list === undefined || !ts.isArrayLiteralExpression(list) || value === undefined || more.length > 0 || !list.elements.every(ts.isStringLiteral)) return undefined;
    return edit.replace(node, `new Set<string>(${list.getText()}).has(${value.getText()})`);
  })),
  benign('refactoring.flow.wrapped', onNodes(flows, ts.isFunctionDeclaration, (node) => {
    const flow = exportedFlow(node);
    if (flow === undefined) return undefined;
    const own = freshName(node.getSourceFile(), `run${flow.name.charAt(0).toUpperCase()}${flow.name.slice(1)}`);
    const start = node.getStart();
    return [edit.cut(node, start, start + flow.before.length + flow.name.length, `export const ${flow.name} = timed("${flow.name}", ${own});\n\nasync function ${own}`), edit.after(node, timed)];
  })),
  benign('refactoring.flow.factory', onNodes(flows, ts.isFunctionDeclaration, (node) => {
    const flow = exportedFlow(node);
    if (flow === undefined) return undefined;
    const maker = freshName(node.getSourceFile(), `make${flow.name.charAt(0).toUpperCase()}${flow.name.slice(1)}`);
    const start = node.getStart();
    return [edit.cut(node, start, start + 'export '.length, `function ${maker}() {\n  return `), edit.after(node, `;\n}\n\nexport const ${flow.name} = ${maker}();`)];
  })),
  benign('refactoring.loop.sequence', onNodes(flows, ts.isForOfStatement, (node) => {
    const item = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations[0]?.name.getText() : undefined;
    if (item === undefined || !isPlainLoop(node) || !ts.isBlock(node.statement)) return undefined;
    const previous = freshName(node.getSourceFile(), 'previous');
    const body = node.statement.statements.map((statement) => statement.getText()).join('\n    ');
    return edit.replace(node, `await ${node.expression.getText()}.reduce(async (${previous}, ${item}) => {\n    await ${previous};\n    ${body}\n  }, Promise.resolve());`);
  })),
  benign('refactoring.failure.given', onNodes(flows, ts.isIfStatement, (node) => {
    const [only, ...more] = ts.isBlock(node.thenStatement) ? node.thenStatement.statements : [];
    if (only === undefined || more.length > 0 || !ts.isThrowStatement(only) || node.elseStatement !== undefined || !ts.isBlock(node.parent) || /\bawait\b/.test(node.getText())) return undefined;
    // The compiler knows that a row is there only where its condition stands in the `if`.
    if (/undefined|null/.test(node.expression.getText())) return undefined;
    const name = freshName(node.getSourceFile(), 'problem');
    return edit.replace(node, `const ${name} = ${node.expression.getText()}\n    ? ${only.expression.getText()}\n    : undefined;\n  if (${name} !== undefined) throw ${name};`);
  })),
];
