import * as ts from 'typescript';
import { type App, around, edit, isCallOf, isMethodCall, nameOf, nodesIn, pathOf, propertyOf, stringOf } from '../app.ts';
import { type RouteSite, endpointKeys, keyOfRoute, routesOf, schemasOf } from '../keys.ts';
import { type ExpectedGap, type Operator, type Place, defect, placeOf } from '../operator.ts';

const code = /^DM4[25]/;

function gap(app: App, route: RouteSite, part = '.*'): ExpectedGap {
  return { keys: endpointKeys(app, route.key, part), code, files: [pathOf(route.call)] };
}

/** One place for each route, or several, or none. */
function onRoutes(make: (route: RouteSite, app: App) => readonly (Place | undefined)[]) {
  return (app: App): Place[] => routesOf(app).flatMap((route) => make(route, app).flatMap((place) => place ?? []));
}

function unrequested(app: App, route: RouteSite, method: string, url: string): ExpectedGap {
  return { keys: endpointKeys(app, keyOfRoute(app, method, url), ''), code: /^DM42/, files: [pathOf(route.call)] };
}

function handlerOf({ options }: RouteSite): ts.ArrowFunction | undefined {
  const value = propertyOf(options, 'handler')?.initializer;
  return value !== undefined && ts.isArrowFunction(value) ? value : undefined;
}

/** Calls that do the work of a handler: of a service or a flow. */
function workOf(route: RouteSite): ts.CallExpression[] {
  const handler = handlerOf(route);
  return handler === undefined ? [] : nodesIn(handler, ts.isCallExpression).filter((call) => /^(?:context|\{ tx \})$/.test(call.arguments[0]?.getText() ?? '') && !isCallOf(call, 'idempotent'));
}

function schemaPart({ options }: RouteSite, name: string): ts.PropertyAssignment | undefined {
  const schema = propertyOf(options, 'schema')?.initializer;
  return schema !== undefined && ts.isObjectLiteralExpression(schema) ? propertyOf(schema, name) : undefined;
}

const dropPart = (name: string, told: string) => onRoutes((route, app) => {
  const part = schemaPart(route, name);
  return [part === undefined ? undefined : placeOf([edit.remove(part)], { expected: [gap(app, route, told)], implied: [{ keys: endpointKeys(app, route.key, `${told}\\..*`), code, many: true }] })];
});

/** Calls in handlers whose callee is one of these. */
function callsIn(route: RouteSite, callee: RegExp): ts.CallExpression[] {
  const handler = handlerOf(route);
  return handler === undefined ? [] : nodesIn(handler, ts.isCallExpression).filter((call) => callee.test(call.expression.getText()));
}

export const routeDefects: readonly Operator[] = [
  defect('route.deleted', onRoutes((route, app) => [placeOf([edit.removeStatement(route.call.parent)], { expected: [gap(app, route, '')] })])),
  defect('route.method.changed', onRoutes((route, app) => {
    const method = propertyOf(route.options, 'method')?.initializer;
    const others = ['PUT', 'PATCH', 'POST', 'DELETE'].filter((other) => other !== route.method && app.application.endpoints.every(({ key }) => key !== keyOfRoute(app, other, route.url)));
    return others.slice(0, 1).map((other) => (method === undefined ? undefined : placeOf([edit.replace(method, `"${other}"`)], { expected: [gap(app, route, ''), unrequested(app, route, other, route.url)] })));
  })),
  defect('route.path.changed', onRoutes((route, app) => {
    const url = propertyOf(route.options, 'url')?.initializer;
    return url === undefined ? [] : [`${route.url}/all`, ...(route.prefix === '' ? [route.url.replace(/^(\/v1)?\/(\w+)/, '$1/$2-old')] : [])].map((other) => placeOf([edit.replace(url, `"${other.slice(route.prefix.length)}"`)], { expected: [gap(app, route, ''), unrequested(app, route, route.method, other)] }));
  })),
  defect('route.pathParameter.renamed', onRoutes((route, app) => {
    const url = propertyOf(route.options, 'url')?.initializer;
    const other = route.url.replace(/:(\w+)/, ':$1Key');
    return [url === undefined || other === route.url ? undefined : placeOf([edit.replace(url, `"${other.slice(route.prefix.length)}"`)], { expected: [gap(app, route, '.*')], implied: [unrequested(app, route, route.method, other), gap(app, route)] })];
  })),
  defect('route.handler.emptied', onRoutes((route, app) => {
    const body = handlerOf(route)?.body;
    return [body === undefined ? undefined : placeOf([edit.replace(body, '{\n      return undefined;\n    }')], { expected: [gap(app, route)] })];
  })),
  defect('route.handler.notImplemented', onRoutes((route, app) => {
    const handler = handlerOf(route);
    return [handler === undefined ? undefined : placeOf([edit.replace(handler, 'async (_request, reply) => reply.code(501).send()')], { expected: [gap(app, route)] })];
  })),
  defect('route.access.dropped', onRoutes((route, app) => {
    const hook = propertyOf(route.options, 'onRequest');
    return [hook === undefined ? undefined : placeOf([edit.remove(hook)], { expected: [gap(app, route, 'access')] })];
  })),
  defect('route.access.added', onRoutes((route, app) => {
    const handler = propertyOf(route.options, 'handler');
    return [handler === undefined || propertyOf(route.options, 'onRequest') !== undefined || !/\baccess\b/.test(app.text(pathOf(route.call))) ? undefined : placeOf([edit.before(handler, 'onRequest: access([{ scheme: "bearer", scopes: [] }]),\n    ')], { expected: [gap(app, route, 'access')] })];
  })),
  defect('route.scope.changed', onRoutes((route, app) => {
    const hook = propertyOf(route.options, 'onRequest');
    return hook === undefined ? [] : nodesIn(hook, ts.isArrayLiteralExpression).filter((list) => ts.isPropertyAssignment(list.parent) && nameOf(list.parent) === 'scopes')
      .map((list) => placeOf([edit.replace(list, list.elements.length === 0 ? '["staff"]' : '[]')], { expected: [gap(app, route, 'access')] }));
  })),
  defect('route.scheme.changed', onRoutes((route, app) => {
    const hook = propertyOf(route.options, 'onRequest');
    return hook === undefined ? [] : nodesIn(hook, ts.isPropertyAssignment).filter((property) => nameOf(property) === 'scheme').map((property) => placeOf([edit.replace(property.initializer, '"other"')], { expected: [gap(app, route, 'access')] }));
  })),
  defect('route.status.changed', onRoutes((route, app) => {
    const handler = handlerOf(route);
    if (handler === undefined) return [];
    return nodesIn(handler, ts.isNumericLiteral).filter((number) => /^2\d\d$/.test(number.text) && (isMethodCall(number.parent, 'code') || isMethodCall(number.parent, 'status') || (ts.isPropertyAssignment(number.parent) && nameOf(number.parent) === 'status')))
      .map((number) => placeOf([edit.replace(number, number.text === '200' ? '202' : '200')], { expected: [gap(app, route, '(?:status|handler|answer).*')] }));
  })),
  defect('route.service.changed', onRoutes((route, app) => workOf(route).filter((call) => ts.isPropertyAccessExpression(call.expression)).map((call) => {
    const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : undefined;
    return name === undefined ? undefined : placeOf([edit.replace(name, name.text === 'read' ? 'list' : 'read')], { expected: [gap(app, route)] });
  }))),
  defect('route.argument.changed', onRoutes((route, app) => workOf(route).flatMap((call) => nodesIn(call, ts.isPropertyAccessExpression).filter((access) => /^request\.params\.\w+$/.test(access.getText()))
    .map((access) => placeOf([edit.replace(access, 'request.id')], { expected: [gap(app, route)] }))))),
  defect('route.body.unchecked', dropPart('body', 'body')),
  defect('route.query.unchecked', dropPart('querystring', 'query(?:string)?')),
  defect('route.params.unchecked', dropPart('params', '(?:path|params)')),
  defect('route.schema.dropped', onRoutes((route, app) => {
    const schema = propertyOf(route.options, 'schema');
    const parts = schema === undefined ? 0 : schema.initializer.getChildren().length;
    return [schema === undefined || parts === 0 ? undefined : placeOf([edit.remove(schema)], { expected: nodesIn(schema, ts.isPropertyAssignment).filter(({ parent }) => parent === schema.initializer).map(() => gap(app, route)), implied: [{ ...gap(app, route), many: true }] })];
  })),
  defect('route.body.ofAnother', onRoutes((route, app) => {
    const body = schemaPart(route, 'body');
    const file = body === undefined ? undefined : pathOf(body);
    const other = body === undefined ? undefined : schemasOf(app).find(({ name, uses }) => name !== body.initializer.getText() && uses.some(({ route: user, part }) => part === 'body' && pathOf(user.call) === file));
    if (body === undefined || other === undefined || !ts.isIdentifier(body.initializer)) return [];
    const told = endpointKeys(app, route.key, 'body.*');
    return [placeOf([edit.replace(body.initializer, other.name)], { expected: [{ keys: [...told, ...app.application.entities.map(({ name }) => new RegExp(`^${name}\\.`))], code: /^DM4[0235]/, many: true }] })];
  })),
  defect('route.etag.dropped', onRoutes((route, app) => callsIn(route, /^reply\.header$/).filter((call) => stringOf(call.arguments[0]) === 'etag').map((call) => placeOf([edit.removeStatement(call.parent)], { expected: [gap(app, route)] })))),
  defect('route.location.dropped', onRoutes((route, app) => {
    const handler = handlerOf(route);
    return handler === undefined ? [] : nodesIn(handler, ts.isPropertyAssignment).filter((property) => nameOf(property) === 'location').map((property) => placeOf([edit.remove(property)], { expected: [gap(app, route)] }));
  })),
  defect('route.precondition.dropped', onRoutes((route, app) => callsIn(route, /^expectedVersion$/).map((call) => placeOf([edit.replace(call, 'undefined')], { expected: [gap(app, route)] })))),
  defect('route.presenter.dropped', onRoutes((route, app) => callsIn(route, /^present[A-Z]\w*$/).map((call) => placeOf([edit.replace(call, call.arguments[0]?.getText() ?? 'undefined')], { expected: [gap(app, route)] })))),
  defect('route.transaction.dropped', onRoutes((route, app) => callsIn(route, /^inTransaction$/).map((call) => placeOf([edit.replace(call.expression, 'inSingleRead')], { expected: [gap(app, route)] })))),
  defect('route.idempotency.dropped', onRoutes((route, app) => callsIn(route, /^idempotent$/).flatMap((call) => call.arguments.slice(2, 3).map((operation) => placeOf([edit.replace(operation, '"operation"')], { expected: [gap(app, route)] }))))),
  defect('route.envelope.changed', onRoutes((route, app) => {
    const handler = handlerOf(route);
    return handler === undefined ? [] : nodesIn(handler, ts.isShorthandPropertyAssignment).filter((property) => nameOf(property) === 'nextCursor' && ts.isReturnStatement(property.parent.parent)).map((property) => placeOf([edit.remove(property)], { expected: [gap(app, route)] }));
  })),
  defect('route.added', onRoutes((route, app) => {
    const url = `${route.url}/debug`;
    return [placeOf([edit.before(route.call.parent, `app.route({\n    method: "GET",\n    url: "${url.slice(route.prefix.length)}",\n    handler: async () => ({ ok: true }),\n  });\n\n  `)], { expected: [unrequested(app, route, 'GET', url)] })];
  })),
  defect('routes.notRegistered', (app) => app.nodes(ts.isExpressionStatement, /^src\/app\.ts$/).flatMap((statement) => {
    const name = /^(\w+Routes)\(app\);$/.exec(statement.getText())?.[1];
    const own = name === undefined ? [] : routesOf(app).filter(({ call }) => around(call, ts.isFunctionDeclaration)?.name?.text === name);
    const [first] = own;
    // Routes by shorthands are not among those that are known here.
    const others = first === undefined ? [] : [{ keys: [/./], code: /^DM4201/, files: [pathOf(first.call)], many: true } as const];
    return own.length === 0 ? [] : [placeOf([edit.removeStatement(statement)], { expected: own.map((route) => ({ keys: endpointKeys(app, route.key, ''), code })), implied: others })];
  })),
  defect('routes.fileDeleted', (app) => [...new Set(routesOf(app).map(({ call }) => pathOf(call)))].map((file) => placeOf([], {
    files: new Map([[file, undefined]]), expected: routesOf(app).filter(({ call }) => pathOf(call) === file).map((route) => ({ keys: endpointKeys(app, route.key, ''), code })),
  }))),
];
