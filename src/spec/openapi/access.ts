import type { Diagnostic } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import type { Access, SecurityScheme } from '../../ir/endpoint.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { SpecDocument, SpecOperation, SpecRequirement, SpecScheme } from './model.ts';

/** The schemes of a document and who may call what. An unknown or unsupported scheme needs a bearer token: never an open door. */
export class Security {
  readonly schemes: readonly SecurityScheme[];
  readonly #document: SpecDocument;

  constructor(document: SpecDocument, diagnostics: Diagnostic[]) {
    this.#document = document;
    const declared = document.schemes.map((scheme) => lowerScheme(scheme, diagnostics));
    this.schemes = [...declared, ...unknownSchemes(document, diagnostics)];
  }

  accessOf(operation: SpecOperation): Access {
    const requirements = operation.security ?? this.#document.security ?? [];
    if (requirements.length === 0) return { kind: 'public' };
    if (requirements.every(({ uses }) => uses.length === 0)) return { kind: 'public' };
    const alternatives = requirements.map(({ uses }) => uses.map(({ scheme, scopes }) => ({ scheme, scopes })));
    return { kind: 'secured', alternatives, span: requirements[0]?.span ?? operation.span };
  }
}

function lowerScheme({ name, type, scheme, in: place, parameter, scopes, span }: SpecScheme, diagnostics: Diagnostic[]): SecurityScheme {
  if (type === 'http' && scheme === 'basic') return { kind: 'basic', name, span };
  if (type === 'apiKey' && parameter !== '' && (place === 'header' || place === 'query' || place === 'cookie')) return { kind: 'apiKey', name, in: place, parameter, span };
  if (type === 'oauth2' || type === 'openIdConnect') return { kind: 'jwt', name, origin: type, scopes, span };
  if (!(type === 'http' && scheme === 'bearer')) {
    const shown = [type, type === 'http' ? scheme : place].filter((part) => part !== '').join(' ');
    diagnostics.push(openApiCatalogue.report('DM1224', span, { name, type: shown === '' ? 'no type' : shown }));
  }
  return { kind: 'jwt', name, origin: 'bearer', scopes: [], span };
}

function unknownSchemes(document: SpecDocument, diagnostics: Diagnostic[]): readonly SecurityScheme[] {
  const known = document.schemes.map(({ name }) => name);
  const requirements: readonly SpecRequirement[] = [...(document.security ?? []), ...document.operations.flatMap(({ security }) => security ?? [])];
  const unknown = new Map<string, SecurityScheme>();
  for (const { scheme, span } of requirements.flatMap(({ uses }) => uses)) {
    if (known.includes(scheme) || unknown.has(scheme)) continue;
    const near = nearest(scheme, known);
    diagnostics.push(openApiCatalogue.report('DM1223', span, { name: scheme, hint: near === undefined ? '' : ` Did you mean "${near}"?` }));
    unknown.set(scheme, { kind: 'jwt', name: scheme, origin: 'bearer', scopes: [], span });
  }
  return [...unknown.values()];
}
