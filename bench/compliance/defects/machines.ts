import * as ts from 'typescript';
import type { StateMachine } from '../../../src/ir/behavior.ts';
import { type App, edit, isCallOf, nodesIn, pathOf, propertyOf, stringOf } from '../app.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const code = /^DM44/;

interface MachineSite {
  readonly machine: StateMachine;
  readonly object: ts.ObjectLiteralExpression;
  readonly states: readonly ts.StringLiteral[];
  readonly transitions: readonly ts.ObjectLiteralExpression[];
  /** `Order.status`. */
  readonly prefix: string;
}

function machinesOf(app: App): MachineSite[] {
  return app.nodes(ts.isCallExpression).filter((call) => isCallOf(call, 'defineMachine')).flatMap((call) => {
    const [object] = call.arguments;
    if (object === undefined || !ts.isObjectLiteralExpression(object)) return [];
    const machine = app.application.stateMachines.find(({ name }) => name === stringOf(propertyOf(object, 'name')?.initializer));
    if (machine === undefined) return [];
    const list = (name: string): readonly ts.Expression[] => {
      const value = propertyOf(object, name)?.initializer;
      return value !== undefined && ts.isArrayLiteralExpression(value) ? value.elements : [];
    };
    return [{ machine, object, states: list('states').filter(ts.isStringLiteral), transitions: list('transitions').filter(ts.isObjectLiteralExpression), prefix: `${machine.entity}.${machine.attribute}` }];
  });
}

const escaped = (text: string): string => text.replaceAll('.', String.raw`\.`);

function transitionKey({ prefix }: MachineSite, from: string, to: string): RegExp {
  return new RegExp(`^${escaped(prefix)}:${from}->${to}(?:[.( ].*)?$`);
}

function partsOf(transition: ts.ObjectLiteralExpression): { readonly from: string; readonly to: string; readonly event: string } {
  const text = (name: string): string => stringOf(propertyOf(transition, name)?.initializer) ?? '';
  return { from: text('from'), to: text('to'), event: text('event') };
}

function gap(site: MachineSite, keys: ExpectedGap['keys']): ExpectedGap {
  return { keys, code, files: [pathOf(site.object)] };
}

const anyOf = ({ prefix }: MachineSite): RegExp => new RegExp(`^${escaped(prefix)}(?:[:.].*)?$`);

function onTransitions(make: (site: MachineSite, transition: ts.ObjectLiteralExpression) => readonly Place[]) {
  return (app: App): Place[] => machinesOf(app).flatMap((site) => site.transitions.flatMap((transition) => make(site, transition)));
}

/** The guards of the function that fires events. */
function guardsOf(app: App): { readonly statement: ts.IfStatement; readonly site: MachineSite; readonly event: string }[] {
  return machinesOf(app).flatMap((site) => nodesIn(site.object.getSourceFile(), ts.isIfStatement).flatMap((statement) => {
    const event = /event === "(\w+)"/.exec(statement.expression.getText())?.[1];
    return event === undefined ? [] : [{ statement, site, event }];
  }));
}

const guardKeys = ({ prefix }: MachineSite, event: string): RegExp[] => [new RegExp(`^${escaped(prefix)}:${event}\\.guard$`)];

export const machineDefects: readonly Operator[] = [
  defect('machine.state.deleted', (app) => machinesOf(app).flatMap((site) => site.states.map((state) => placeOf([edit.remove(state)], { expected: [gap(site, [`${site.prefix}:${state.text}`])] })))),
  defect('machine.state.added', (app) => machinesOf(app).flatMap((site) => site.states.slice(0, 1).map((state) => placeOf([edit.before(state, '"ARCHIVED", ')], { expected: [gap(site, [`${site.prefix}:ARCHIVED`])] })))),
  defect('machine.state.renamed', (app) => machinesOf(app).flatMap((site) => site.states.map((state) => placeOf([edit.replace(state, `"${state.text}_"`)], { expected: [gap(site, [`${site.prefix}:${state.text}`]), gap(site, [`${site.prefix}:${state.text}_`])] })))),
  defect('machine.initial.changed', (app) => machinesOf(app).flatMap((site) => {
    const initial = propertyOf(site.object, 'initial')?.initializer;
    const other = site.states.find(({ text }) => text !== stringOf(initial));
    return initial === undefined || other === undefined ? [] : [placeOf([edit.replace(initial, other.getText())], { expected: [gap(site, [anyOf(site)])] })];
  })),
  defect('machine.transition.deleted', onTransitions((site, transition) => {
    const { from, to } = partsOf(transition);
    return [placeOf([edit.remove(transition)], { expected: [gap(site, [transitionKey(site, from, to)])] })];
  })),
  defect('machine.transition.added', (app) => machinesOf(app).flatMap((site) => site.transitions.slice(0, 1).flatMap((transition) => {
    const pairs = site.states.flatMap((from) => site.states.map((to) => ({ from: from.text, to: to.text }))).filter(({ from, to }) => from !== to && site.transitions.every((other) => partsOf(other).from !== from || partsOf(other).to !== to));
    return pairs.slice(0, 6).map(({ from, to }) => placeOf([edit.before(transition, `{ event: "${partsOf(transition).event}", from: "${from}", to: "${to}" },\n    `)], { expected: [gap(site, [transitionKey(site, from, to)])] }));
  }))),
  defect('machine.target.changed', onTransitions((site, transition) => {
    const { from, to, event } = partsOf(transition);
    const target = propertyOf(transition, 'to')?.initializer;
    const other = site.states.find(({ text }) => text !== to && site.transitions.every((known) => partsOf(known).from !== from || partsOf(known).to !== text));
    return target === undefined || other === undefined ? [] : [placeOf([edit.replace(target, `"${other.text}"`)], { expected: [gap(site, [transitionKey(site, from, to)])], implied: [gap(site, [transitionKey(site, from, other.text), new RegExp(`:${event}`)])] })];
  })),
  defect('machine.source.changed', onTransitions((site, transition) => {
    const { from, to } = partsOf(transition);
    const source = propertyOf(transition, 'from')?.initializer;
    const other = site.states.find(({ text }) => text !== from && text !== to && site.transitions.every((known) => partsOf(known).to !== to || partsOf(known).from !== text));
    return source === undefined || other === undefined ? [] : [placeOf([edit.replace(source, `"${other.text}"`)], { expected: [gap(site, [transitionKey(site, from, to)])], implied: [gap(site, [transitionKey(site, other.text, to)])] })];
  })),
  defect('machine.event.renamed', onTransitions((site, transition) => {
    const { from, to } = partsOf(transition);
    const event = propertyOf(transition, 'event')?.initializer;
    return event === undefined ? [] : [placeOf([edit.replace(event, '"proceed"')], { expected: [gap(site, [transitionKey(site, from, to)])], implied: [gap(site, [anyOf(site)])] })];
  })),
  defect('machine.guard.dropped', (app) => guardsOf(app).map(({ statement, site, event }) => placeOf([edit.removeStatement(statement)], { expected: [gap(site, guardKeys(site, event))] }))),
  defect('machine.guard.changed', (app) => guardsOf(app).flatMap(({ statement, site, event }) => nodesIn(statement.expression, ts.isBinaryExpression).filter((test) => /^(?:<|<=|>|>=)$/.test(test.operatorToken.getText())).map((test) => {
    const operator = test.operatorToken.getText();
    return placeOf([edit.replace(test.operatorToken, operator.endsWith('=') ? operator.slice(0, 1) : `${operator}=`)], { expected: [gap(site, guardKeys(site, event))] });
  }))),
  defect('machine.check.dropped', (app) => machinesOf(app).flatMap((site) => nodesIn(site.object.getSourceFile(), ts.isCallExpression).filter((call) => isCallOf(call, 'nextState')).map((call) => placeOf([edit.replace(call, `${site.states[0]?.getText() ?? '""'} as const`)], { expected: [gap(site, [anyOf(site), /^(?:flow|function):/])], implied: [gap(site, [anyOf(site)])] })))),
  defect('machine.lock.dropped', (app) => machinesOf(app).flatMap((site) => nodesIn(site.object.getSourceFile(), ts.isPropertyAccessExpression).filter(({ name }) => name.text === 'findForUpdate').map((access) => placeOf([edit.replace(access.name, 'find')], { expected: [{ ...gap(site, [anyOf(site), /^(?:flow|function):/]), code: /^DM4[45]/ }] })))),
  defect('machine.fileDeleted', (app) => machinesOf(app).map((site) => placeOf([], {
    files: new Map([[pathOf(site.object), undefined]]),
    expected: [{ keys: [anyOf(site), site.machine.name, `machine:${site.machine.name}`], code }],
    implied: [{ keys: [anyOf(site)], code, many: true }],
  }))),
];

