import type { Auth } from '../../ir/application.ts';
import type { Access, ScopeDefinition, SecurityScheme } from '../../ir/endpoint.ts';
import { asString, asText, entriesOf, itemsOf, valueOf, type SourceNode } from '../source.ts';
import { type Context, didYouMean } from './context.ts';

/** What the spec says about callers. */
export interface Security {
  readonly auth: Auth;
  /** Access of an endpoint that says nothing about it. */
  readonly standard: Access;
  /** Access as a node states it: `public`, `authenticated` or a list of scopes, all of which are needed. */
  access(node: SourceNode): Access;
}

/** Reads `auth`; endpoints are secured unless there is neither `auth` nor an owner. */
export function readSecurity(root: SourceNode, hasOwners: boolean, usesAccess: boolean, context: Context): Security {
  const node = valueOf(root, 'auth');
  const scopes = readScopes(valueOf(node, 'scopes'));
  const schemes = readSchemes(valueOf(node, 'schemes'), scopes, node ?? root);
  const adminNode = valueOf(node, 'admin');
  const admin = asString(adminNode);
  const span = node?.span ?? root.span;
  const secured = (names: readonly string[], at = span): Access => ({ kind: 'secured', alternatives: schemes.map((scheme) => [{ scheme: scheme.name, scopes: names }]), span: at });
  const needed = node !== undefined || hasOwners || usesAccess;
  const declared = scopes.map(({ name }) => name);
  if (adminNode !== undefined) checkScope(adminNode, declared, true, context);
  return {
    auth: { schemes: needed ? schemes : [], ...(admin === undefined ? {} : { adminScope: admin }) },
    standard: node !== undefined || hasOwners ? secured([]) : { kind: 'public' },
    access(from) {
      const word = asString(from);
      if (word === 'public') return { kind: 'public' };
      if (word === 'authenticated') return secured([], from.span);
      const nodes = from.kind === 'seq' ? itemsOf(from) : [from];
      for (const scope of nodes) checkScope(scope, declared, node !== undefined, context);
      return secured(nodes.map(asText).filter((name) => name !== undefined), from.span);
    },
  };
}

function checkScope(node: SourceNode, declared: readonly string[], hasAuth: boolean, context: Context): void {
  const name = asText(node) ?? '';
  if (!hasAuth || declared.length === 0 || declared.includes(name)) return;
  const { advice, extras } = didYouMean(name, [...declared, 'public', 'authenticated'], node.span);
  context.report('DM1133', node.span, { name, advice }, extras);
}

function readScopes(node: SourceNode | undefined): readonly ScopeDefinition[] {
  if (node?.kind === 'seq') return node.items.flatMap((item) => ({ name: asText(item) ?? '', description: '' }));
  return entriesOf(node).map((entry) => ({ name: entry.key, description: asText(entry.value) ?? '' }));
}

function readSchemes(node: SourceNode | undefined, scopes: readonly ScopeDefinition[], owner: SourceNode): readonly SecurityScheme[] {
  const named = node?.kind === 'seq'
    ? node.items.map((item) => ({ name: asString(item) ?? 'bearer', value: item }))
    : entriesOf(node).map((entry) => ({ name: entry.key, value: entry.value }));
  if (named.length === 0) return [{ kind: 'jwt', name: 'bearer', origin: 'bearer', scopes, span: owner.span }];
  return named.map(({ name, value }): SecurityScheme => {
    const type = asString(valueOf(value, 'type')) ?? asString(value) ?? name;
    if (type === 'basic') return { kind: 'basic', name, span: value.span };
    if (type !== 'apiKey') return { kind: 'jwt', name, origin: 'bearer', scopes, span: value.span };
    const place = asString(valueOf(value, 'in'));
    return { kind: 'apiKey', name, in: place === 'query' || place === 'cookie' ? place : 'header', parameter: asString(valueOf(value, 'name')) ?? 'X-API-Key', span: value.span };
  });
}
