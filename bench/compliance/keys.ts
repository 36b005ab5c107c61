import * as ts from 'typescript';
import type { Endpoint } from '../../src/ir/endpoint.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { type App, around, isCallOf, nameOf, nodesIn, propertyOf, stringOf } from './app.ts';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Keys of an attribute, or of the relation whose foreign key it is; with a part, of that part or of the whole. */
export function attributeKeys(entity: Entity, name: string, part = ''): RegExp[] {
  const attribute = entity.attributes.find((candidate) => candidate.name === name || candidate.column === name);
  const names = attribute === undefined ? [name] : [attribute.name, ...(attribute.relation === undefined ? [] : [attribute.relation])];
  return [new RegExp(`^${entity.name}\\.(?:${names.map(escaped).join('|')})${part === '' ? '' : `(?:\\.(?:${part}))?`}$`)];
}

/** Keys of anything below an entity: `Product`, `Product.sku`, `Product.unique(sku)`. */
export function keysBelow(node: string): RegExp[] {
  return [new RegExp(`^${escaped(node)}(?:[.:( ].*)?$`)];
}

/** A route as it stands in the code. */
export interface RouteSite {
  readonly call: ts.CallExpression;
  readonly options: ts.ObjectLiteralExpression;
  readonly method: string;
  /** The whole URL, with the prefix under which the file is registered. */
  readonly url: string;
  readonly prefix: string;
  readonly endpoint: Endpoint | undefined;
  readonly key: string;
}

/** All routes that name their method and path in place. */
export function routesOf(app: App): RouteSite[] {
  return app.nodes(ts.isCallExpression, /^src\/(?:api|modules)\//).filter((call) => isCallOf(call, 'app.route')).flatMap((call) => {
    const [options] = call.arguments;
    if (options === undefined || !ts.isObjectLiteralExpression(options)) return [];
    const method = stringOf(propertyOf(options, 'method')?.initializer);
    const own = stringOf(propertyOf(options, 'url')?.initializer);
    if (method === undefined || own === undefined) return [];
    const prefix = prefixOf(app, around(call, ts.isFunctionDeclaration)?.name?.text ?? '');
    const url = `${prefix}${own}`;
    const key = keyOfRoute(app, method, url);
    return [{ call, options, method, url, prefix, key, endpoint: app.application.endpoints.find((endpoint) => endpoint.key === key) }];
  });
}

/** The prefix of the plugin that calls a function with routes. */
function prefixOf(app: App, registers: string): string {
  const plugin = app.nodes(ts.isCallExpression, /^src\/app\.ts$/).find((call) => isCallOf(call, 'app.register') && registers !== '' && call.getText().includes(`${registers}(`));
  const options = plugin?.arguments[1];
  return options !== undefined && ts.isObjectLiteralExpression(options) ? stringOf(propertyOf(options, 'prefix')?.initializer) ?? '' : '';
}

/** `POST /orders/{id}/pay` of a method and a URL of the router. */
export function keyOfRoute(app: App, method: string, url: string): string {
  const { basePath } = app.application;
  const path = url.replaceAll(/:(\w+)/g, '{$1}');
  return `${method} ${basePath !== '' && path.startsWith(basePath) ? path.slice(basePath.length) : path}`;
}

/** An endpoint's key with or without the base path, and what is told of its parts. */
export function endpointKeys(app: App, key: string, part = '.*'): RegExp[] {
  const [method = '', path = ''] = key.split(' ');
  return [new RegExp(`^${method} (?:${escaped(app.application.basePath)})?${escaped(path)}${part === '' ? '' : `(?: (?:${part}))?`}$`)];
}

/** A schema of the app, declared by name. */
export interface SchemaSite {
  readonly declaration: ts.VariableDeclaration;
  readonly name: string;
  readonly object: ts.ObjectLiteralExpression;
  readonly call: ts.CallExpression;
  /** Where routes use it. */
  readonly uses: readonly { readonly route: RouteSite; readonly part: string }[];
  readonly entity: Entity | undefined;
}

/** All object schemas that are declared by name. */
export function schemasOf(app: App): SchemaSite[] {
  const routes = routesOf(app);
  return app.nodes(ts.isVariableDeclaration, /^src\/models\/schemas\/(?!support\.ts)/).flatMap((declaration) => {
    const call = declaration.initializer;
    const name = nameOf(declaration);
    if (call === undefined || !ts.isCallExpression(call) || !/^z\.(?:strictObject|object|looseObject)$/.test(call.expression.getText())) return [];
    const [object] = call.arguments;
    if (object === undefined || !ts.isObjectLiteralExpression(object)) return [];
    const uses = usesOf(routes, name);
    return [{ declaration, name, object, call, uses, entity: entityOf(app, name, uses) }];
  });
}

function usesOf(routes: readonly RouteSite[], name: string): SchemaSite['uses'] {
  return routes.flatMap((route) => {
    const schema = propertyOf(route.options, 'schema')?.initializer;
    if (schema === undefined || !ts.isObjectLiteralExpression(schema)) return [];
    return schema.properties.filter(ts.isPropertyAssignment)
      .filter((part) => nodesIn(part.initializer, ts.isIdentifier).some((identifier) => identifier.text === name))
      .map((part) => ({ route, part: nameOf(part) }));
  });
}

function entityOf(app: App, name: string, uses: SchemaSite['uses']): Entity | undefined {
  const [use] = uses;
  const implementation = use?.route.endpoint?.implementation;
  if (implementation?.kind === 'crud') return app.entity(implementation.entity);
  const stem = name.replace(/(?:Create|Replace|Update)?Schema$/, '');
  return app.application.entities.find((entity) => entity.name.toLowerCase() === stem.toLowerCase());
}

/** Keys under which a gap of a property of a schema may be told: the attribute's, and those of the inputs that it checks. */
export function schemaKeys(app: App, site: SchemaSite, path: readonly string[], part: string): RegExp[] {
  const [first = '', ...below] = path;
  const rest = below.length > 0 ? String.raw`(?:[.[].*)?` : part === '' ? '' : `(?:\\.(?:${part}))?`;
  const names = site.entity?.attributes.find((attribute) => attribute.name === first)?.relation;
  const top = `(?:${[first, ...(names === undefined ? [] : [names])].map(escaped).join('|')})`;
  const schemaName = site.name.replace(/Schema$/, '');
  const owners = [...(site.entity === undefined ? [] : [site.entity.name]), `${schemaName.charAt(0).toUpperCase()}${schemaName.slice(1)}`];
  const inputs = site.uses.flatMap(({ route, part: where }) => endpointKeys(app, route.key, `${inputName[where] ?? where}\\.${escaped(first)}${rest}`));
  return [new RegExp(`^(?:${owners.join('|')})\\.${top}${rest}$`), ...inputs];
}

/** What the keys of gaps call the parts that routes check. */
export const inputName: Readonly<Record<string, string>> = { querystring: 'query(?:string)?', params: '(?:path|params)', headers: 'headers?', body: 'body' };
