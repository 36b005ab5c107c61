import type { Diagnostic } from '../../base/diagnostic.ts';
import type { TextEdit } from '../../base/textEdit.ts';
import { appendEntry, fixOf, replaceText } from '../fixes.ts';
import { valueOf, type SourceNode } from '../source.ts';
import { groupBy } from '../../base/groupBy.ts';
import { nearest } from '../../base/nearest.ts';
import type { Access, SecurityScheme } from '../../ir/endpoint.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { SpecDocument, SpecOperation, SpecRequirement, SpecScheme } from './model.ts';

/** The schemes of a document and who may call what. An unknown or unsupported scheme needs a bearer token: never an open door. */
export class Security {
  readonly schemes: readonly SecurityScheme[];
  readonly #document: SpecDocument;
  readonly #diagnostics: Diagnostic[];

  constructor(document: SpecDocument, diagnostics: Diagnostic[]) {
    this.#document = document;
    this.#diagnostics = diagnostics;
    const declared = document.schemes.map((scheme) => lowerScheme(scheme, diagnostics));
    reportScopes(document, diagnostics);
    this.schemes = [...declared, ...unknownSchemes(document, diagnostics)];
  }

  accessOf(operation: SpecOperation): Access {
    const requirements = operation.security ?? this.#document.security ?? [];
    if (requirements.length === 0) return { kind: 'public' };
    if (requirements.every(({ uses }) => uses.length === 0)) return { kind: 'public' };
    const alternatives = requirements.flatMap((requirement) => this.#sendable(requirement)).map((uses) => uses.map(({ scheme, scopes }) => ({ scheme, scopes: scopes.map(({ name }) => name) })));
    return { kind: 'secured', alternatives, span: requirements[0]?.span ?? operation.span };
  }

  /** The requirement, or where several of its schemes stand in one place of a request, which no caller could fill with all of them, each of these by itself. */
  #sendable({ uses, span }: SpecRequirement): readonly SpecRequirement['uses'][] {
    const byPlace = groupBy(uses, ({ scheme }) => placeOf(this.schemes.find(({ name }) => name === scheme)));
    const crowded = [...byPlace.values()].filter((group) => group.length > 1);
    if (crowded.length === 0) return [uses];
    const names = [...new Set(crowded.flat().map(({ scheme }) => `"${scheme}"`))].join(' and ');
    this.#diagnostics.push(openApiCatalogue.report('DM1293', span, { names }));
    return [...byPlace.values()].reduce<readonly SpecRequirement['uses'][]>((found, group) => found.flatMap((chosen) => group.map((use) => [...chosen, use])), [[]]);
  }
}

/** Where a request carries what the scheme asks for: two schemes in one place cannot hold together. */
function placeOf(scheme: SecurityScheme | undefined): string {
  if (scheme?.kind !== 'apiKey') return 'header authorization';
  return `${scheme.in} ${scheme.in === 'header' ? scheme.parameter.toLowerCase() : scheme.parameter}`;
}

function lowerScheme({ name, complete, type, scheme, in: place, parameter, scopes, span }: SpecScheme, diagnostics: Diagnostic[]): SecurityScheme {
  if (type === 'http' && scheme === 'basic') return { kind: 'basic', name, span };
  if (type === 'apiKey' && parameter !== '' && (place === 'header' || place === 'query' || place === 'cookie')) return { kind: 'apiKey', name, in: place, parameter, span };
  if (type === 'oauth2' || type === 'openIdConnect') return { kind: 'jwt', name, origin: type, scopes, span };
  if (complete && !(type === 'http' && scheme === 'bearer')) {
    const shown = [type, type === 'http' ? scheme : place].filter((part) => part !== '').join(' ');
    diagnostics.push(openApiCatalogue.report('DM1224', span, { name, type: shown === '' ? 'no type' : shown }));
  }
  return { kind: 'jwt', name, origin: 'bearer', scopes: [], span };
}

function unknownSchemes(document: SpecDocument, diagnostics: Diagnostic[]): readonly SecurityScheme[] {
  const known = document.schemes.map(({ name }) => name);
  const unknown = new Map<string, SecurityScheme>();
  for (const { scheme, span } of usesIn(document)) {
    if (known.includes(scheme) || unknown.has(scheme)) continue;
    const near = nearest(scheme, known);
    const fix = near === undefined ? fixOf('declare', 'Declare it as a bearer token', () => declaration(document.root, scheme)) : replaceText(span, scheme, near);
    diagnostics.push(openApiCatalogue.report('DM1223', span, { name: scheme, hint: near === undefined ? '' : ` Did you mean "${near}"?` }, { fixes: [fix] }));
    unknown.set(scheme, { kind: 'jwt', name: scheme, origin: 'bearer', scopes: [], span });
  }
  return [...unknown.values()];
}

function usesIn({ security, operations }: SpecDocument): SpecRequirement['uses'] {
  return [...(security ?? []), ...operations.flatMap((operation) => operation.security ?? [])].flatMap(({ uses }) => uses);
}

/** Reports scopes that no flow of their scheme knows; a scheme that names none may have any. */
function reportScopes(document: SpecDocument, diagnostics: Diagnostic[]): void {
  const declared = new Map(document.schemes.filter(({ type, scopes }) => type === 'oauth2' && scopes.length > 0).map(({ name, scopes }) => [name, scopes.map((scope) => scope.name)]));
  for (const { scheme, scopes } of usesIn(document)) {
    const known = declared.get(scheme);
    for (const { name, span } of known === undefined ? [] : scopes) {
      if (known === undefined || known.includes(name)) continue;
      const near = nearest(name, known);
      const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
      diagnostics.push(openApiCatalogue.report('DM1247', span, { scheme, name, hint }, { fixes: near === undefined ? [] : [replaceText(span, name, near)] }));
    }
  }
}

/** Adds a scheme to the components of the document. */
function declaration(root: SourceNode, name: string): readonly TextEdit[] {
  const components = valueOf(root, 'components');
  const schemes = valueOf(components, 'securitySchemes');
  const scheme = { type: 'http', scheme: 'bearer' };
  if (schemes?.kind === 'map') return [appendEntry(root, schemes, name, scheme)];
  if (components?.kind === 'map') return [appendEntry(root, components, 'securitySchemes', { [name]: scheme })];
  return root.kind === 'map' ? [appendEntry(root, root, 'components', { securitySchemes: { [name]: scheme } })] : [];
}
