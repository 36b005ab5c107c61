import * as ts from 'typescript';
import type { TextEdit } from '../../../src/base/textEdit.ts';
import { type App, around, edit, isCallOf, nameOf, nodesIn, propertyOf } from '../app.ts';
import { type RouteSite, routesOf } from '../keys.ts';
import { type Operator, type Place, benign, placeOf } from '../operator.ts';
import { freshName, isReference } from '../scopes.ts';

function onRoutes(make: (route: RouteSite, app: App) => Place | undefined) {
  return (app: App): Place[] => routesOf(app).flatMap((route) => make(route, app) ?? []);
}

const functionOf = (node: ts.Node): ts.FunctionDeclaration | undefined => around(node, ts.isFunctionDeclaration);

const handlerOf = ({ options }: RouteSite): ts.ArrowFunction | undefined => {
  const value = propertyOf(options, 'handler')?.initializer;
  return value !== undefined && ts.isArrowFunction(value) ? value : undefined;
};

/** The type of what a route checks of a part, when it can be written down. */
function typeOfPart(route: RouteSite, part: string): string | undefined {
  const schema = propertyOf(route.options, 'schema')?.initializer;
  const value = schema !== undefined && ts.isObjectLiteralExpression(schema) ? propertyOf(schema, part)?.initializer : undefined;
  if (value === undefined) return 'unknown';
  if (ts.isIdentifier(value)) return `z.infer<typeof ${value.text}>`;
  const [object] = ts.isCallExpression(value) && isCallOf(value, 'z.strictObject') ? value.arguments : [];
  if (object === undefined || !ts.isObjectLiteralExpression(object)) return undefined;
  const fields = object.properties.map((property) => (ts.isPropertyAssignment(property) && /^z\.(?:guid|string|uuid)\(/.test(property.initializer.getText()) ? `readonly ${nameOf(property)}: string` : undefined));
  return fields.some((field) => field === undefined) ? undefined : `{ ${fields.join('; ')} }`;
}

const requestParts = { params: 'params', query: 'querystring', body: 'body' } as const;

/** The handler as a function of its own, with the types that it got from the route. */
function extracted(route: RouteSite, name: string): { readonly call: string; readonly text: string } | undefined {
  const handler = handlerOf(route);
  if (handler === undefined) return undefined;
  const types = Object.entries(requestParts).filter(([part]) => handler.getText().includes(`request.${part}`)).map(([part, input]) => ({ part, type: typeOfPart(route, input) }));
  if (types.some(({ type }) => type === undefined)) return undefined;
  const request = `FastifyRequest & { ${types.map(({ part, type }) => `readonly ${part}: ${type ?? ''}`).join('; ')} }`;
  const usesApp = nodesIn(handler, ts.isIdentifier).some((node) => node.text === 'app' && isReference(node));
  const params = [...(usesApp ? ['app: App'] : []), `request: ${request}`, 'reply: FastifyReply'];
  const body = ts.isBlock(handler.body) ? handler.body.getText() : `{\n  return ${handler.body.getText()};\n}`;
  const isAsync = handler.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const unused = handler.parameters.length > 1 ? params : params.map((param) => (param.startsWith('reply') ? '_reply: FastifyReply' : param));
  return { call: `(request, reply) => ${name}(${usesApp ? 'app, ' : ''}request, reply)`, text: `${isAsync ? 'async ' : ''}function ${name}(${unused.join(', ')}) ${body}` };
}

const prefixOf = (url: string): string | undefined => /^(?:\/v\d+)?\/[\w-]+/.exec(url)?.[0];

const methodName: Readonly<Record<string, string>> = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' };

export const routeChanges: readonly Operator[] = [
  benign('route.path.prefixConstant', onRoutes((route) => {
    const url = propertyOf(route.options, 'url')?.initializer;
    const prefix = route.prefix === '' ? prefixOf(route.url) : undefined;
    const first = functionOf(route.call)?.body?.statements[0];
    return url === undefined || prefix === undefined || first === undefined ? undefined : placeOf([edit.before(first, `const prefix = "${prefix}";\n  `), edit.replace(url, `\`\${prefix}${route.url.slice(prefix.length)}\``)]);
  })),
  benign('route.path.constant', onRoutes((route) => {
    const url = propertyOf(route.options, 'url')?.initializer;
    const top = functionOf(route.call);
    return url === undefined || top === undefined ? undefined : placeOf([edit.before(top, `const paths = { it: "${route.url.slice(route.prefix.length)}" } as const;\n\n`), edit.replace(url, 'paths.it')]);
  })),
  benign('route.path.fromOtherFile', onRoutes((route) => {
    const url = propertyOf(route.options, 'url')?.initializer;
    const [first] = route.call.getSourceFile().statements;
    return url === undefined || first === undefined ? undefined : placeOf([edit.before(first, `import { pathOfIt } from "../paths.ts";\n`), edit.replace(url, 'pathOfIt')], { files: new Map([['src/api/paths.ts', `export const pathOfIt = "${route.url.slice(route.prefix.length)}";\n`]]) });
  })),
  benign('route.shorthandMethod', onRoutes((route) => {
    const method = methodName[route.method];
    const handler = propertyOf(route.options, 'handler');
    const url = propertyOf(route.options, 'url');
    if (method === undefined || handler === undefined || url === undefined) return undefined;
    const others = route.options.properties.filter((property) => !/^(?:method|url|handler)$/.test(nameOf(property)));
    return placeOf([edit.replace(route.call, `app.${method}(${url.initializer.getText()}, { ${others.map((property) => property.getText()).join(', ')} }, ${handler.initializer.getText()})`)]);
  })),
  benign('route.reply.status', onRoutes((route) => {
    const calls = nodesIn(route.call, ts.isPropertyAccessExpression).filter((access) => access.getText() === 'reply.code');
    return calls.length === 0 ? undefined : placeOf(calls.map((access) => edit.replace(access, 'reply.status')));
  })),
  benign('route.access.array', onRoutes((route) => {
    const hook = propertyOf(route.options, 'onRequest');
    return hook === undefined ? undefined : placeOf([edit.replace(hook.initializer, `[${hook.initializer.getText()}]`)]);
  })),
  benign('route.access.named', onRoutes((route) => {
    const hook = propertyOf(route.options, 'onRequest');
    const top = functionOf(route.call);
    return hook === undefined || top === undefined ? undefined : placeOf([edit.before(top, `const mayCall = ${hook.initializer.getText()};\n\n`), edit.replace(hook.initializer, 'mayCall')]);
  })),
  benign('route.schema.named', onRoutes((route) => {
    const schema = propertyOf(route.options, 'schema');
    const top = functionOf(route.call);
    return schema === undefined || top === undefined ? undefined : placeOf([edit.before(top, `const schema = ${schema.initializer.getText()};\n\n`), edit.replace(schema, 'schema')]);
  })),
  benign('route.optionsSpread', onRoutes((route) => {
    const schema = propertyOf(route.options, 'schema');
    const hook = propertyOf(route.options, 'onRequest');
    const top = functionOf(route.call);
    return schema === undefined || hook === undefined || top === undefined ? undefined : placeOf([edit.before(top, `const guarded = { ${hook.getText()} };\n\n`), edit.replace(hook, '...guarded')]);
  })),
  benign('route.handler.extracted', onRoutes((route) => {
    const top = functionOf(route.call);
    const name = freshName(route.call.getSourceFile(), 'answerCall');
    const made = extracted(route, name);
    const handler = propertyOf(route.options, 'handler');
    const [first] = route.call.getSourceFile().statements;
    return top === undefined || made === undefined || handler === undefined || first === undefined ? undefined : placeOf([edit.before(first, 'import type { FastifyReply, FastifyRequest } from "fastify";\n'), edit.replace(handler.initializer, made.call), edit.after(top, `\n\n${made.text}\n`)]);
  })),
  benign('route.handler.wrapped', onRoutes((route) => {
    const handler = handlerOf(route);
    const top = functionOf(route.call);
    return handler === undefined || top === undefined ? undefined : placeOf([edit.replace(handler, `timed(${handler.getText()})`), edit.after(top, '\n\n/** Reports how long a call takes. */\nfunction timed<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result {\n  return (...args) => {\n    const result = work(...args);\n    console.info("done");\n    return result;\n  };\n}\n')]);
  })),
  benign('route.handler.method', onRoutes((route) => {
    const handler = propertyOf(route.options, 'handler');
    const own = handlerOf(route);
    if (handler === undefined || own === undefined || !ts.isBlock(own.body)) return undefined;
    const isAsync = own.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
    return placeOf([edit.replace(handler, `${isAsync ? 'async ' : ''}handler(${own.parameters.map((parameter) => parameter.getText()).join(', ')}) ${own.body.getText()}`)]);
  })),
  benign('route.handler.inAsyncFunction', onRoutes((route) => {
    const own = handlerOf(route);
    return own === undefined || ts.isBlock(own.body) || own.modifiers !== undefined ? undefined : placeOf([edit.replace(own, `async (${own.parameters.map((parameter) => parameter.getText()).join(', ')}) => {\n      return await ${own.body.getText()};\n    }`)]);
  })),
  benign('routes.plugin', (app) => registrations(app).map(({ statement, name }) => placeOf([edit.replace(statement, `void app.register((scope, _options, done) => {\n    ${name}(scope);\n    done();\n  });`), ...refusedAfterwards(app)]))),
  benign('routes.pluginWithPrefix', (app) => registrations(app).flatMap(({ statement, name }) => {
    const own = routesOf(app).filter(({ call }) => functionOf(call)?.name?.text === name);
    const prefix = prefixOf(own[0]?.url ?? '');
    if (own.length === 0 || prefix === undefined || own.some(({ url }) => url !== prefix && !url.startsWith(`${prefix}/`))) return [];
    const urls = own.flatMap(({ options, url }) => {
      const node = propertyOf(options, 'url')?.initializer;
      return node === undefined ? [] : [edit.replace(node, `"${url.slice(prefix.length)}"`)];
    });
    return [placeOf([edit.replace(statement, `void app.register((scope, _options, done) => {\n    ${name}(scope);\n    done();\n  }, { prefix: "${prefix}" });`), ...urls, ...refusedAfterwards(app)])];
  })),
  benign('routes.registeredInHelper', (app) => inARow(app).slice(0, 1).flatMap(({ statement, top, all }) => {
    const last = all.at(-1);
    return last === undefined ? [] : [placeOf([edit.cut(statement, statement.getStart(), last.getStart(), 'registerRoutes(app);\n  '), edit.replace(last, ''), edit.after(top, `\n\nfunction registerRoutes(app: App): void {\n${all.map((one) => `  ${one.getText()}`).join('\n')}\n}\n`)].filter(({ start, end, text }) => start !== end || text !== ''))];
  })),
  benign('routes.registeredInLoop', (app) => inARow(app).slice(0, 1).flatMap(({ statement, all }) => {
    const last = all.at(-1);
    return last === undefined ? [] : [placeOf([edit.cut(statement, statement.getStart(), last.end, `for (const register of [${all.map((one) => /^\w+/.exec(one.getText())?.[0] ?? '').join(', ')}]) {\n    register(app);\n  }`)])];
  })),
  benign('routes.routesArrow', (app) => [...new Set(routesOf(app).map(({ call }) => functionOf(call)))].flatMap((top) => (top?.body === undefined || top.name === undefined ? [] : [placeOf([edit.replace(top, `export const ${top.name.text} = (app: App): void => ${top.body.getText()};`)])]))),
];

/** Registrations with nothing else between them. */
function inARow(app: App): ReturnType<typeof registrations> {
  const found = registrations(app);
  const [first, last] = [found[0]?.statement, found.at(-1)?.statement];
  const block = first?.parent;
  if (first === undefined || last === undefined || block === undefined || !ts.isBlock(block)) return [];
  return block.statements.indexOf(last) - block.statements.indexOf(first) === found.length - 1 ? found : [];
}

/** What answers other methods has to know the routes of plugins, which are there only after they have been loaded. */
function refusedAfterwards(app: App): TextEdit[] {
  return app.nodes(ts.isExpressionStatement, /^src\/app\.ts$/).filter((statement) => statement.getText() === 'refuseOthers();').map((statement) => edit.replace(statement, 'void app.after(() => {\n    refuseOthers();\n  });'));
}

function registrations(app: App): { readonly statement: ts.ExpressionStatement; readonly name: string; readonly top: ts.FunctionDeclaration; readonly all: readonly ts.ExpressionStatement[] }[] {
  const all = app.nodes(ts.isExpressionStatement, /^src\/app\.ts$/).filter((statement) => /^\w+Routes\(app\);$/.test(statement.getText()));
  return all.flatMap((statement) => {
    const name = /^(\w+Routes)/.exec(statement.getText())?.[1];
    const top = functionOf(statement);
    return name === undefined || top === undefined ? [] : [{ statement, name, top, all }];
  });
}

