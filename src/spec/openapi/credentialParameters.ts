import type { Diagnostic } from '../../base/diagnostic.ts';
import { openApiCatalogue } from './catalogue.ts';
import type { SpecDocument, SpecOperation, SpecParameter, SpecRequirement, SpecScheme } from './model.ts';

/** Names, without punctuation, that say what a caller proves itself with. */
const ofHeaders = /(api|auth|access|account|server|session|subscription|secret|license)(key|token|secret)$|^(x?token|xauth|xauthorization|appkey|appsecret)$|^(ocp)?apimsubscriptionkey$/;
const ofQueries = /^(x?api|x?auth|access|session|subscription)(key|token|secret)$/;

/**
 * Many documents declare the caller's key as a parameter of each operation. It is read as what it is: a security scheme,
 * so that the app checks it and hands it to nobody.
 */
export function credentialsAsSecurity(document: SpecDocument, diagnostics: Diagnostic[]): SpecDocument {
  const schemes = [...document.schemes];
  const operations = document.operations.map((operation) => secured(operation, document.security, schemes, diagnostics));
  return { ...document, operations, schemes };
}

function secured(operation: SpecOperation, inherited: SpecDocument['security'], schemes: SpecScheme[], diagnostics: Diagnostic[]): SpecOperation {
  const credentials = operation.parameters.filter((parameter) => isCredential(parameter) || schemeFor(parameter, schemes) !== undefined);
  if (credentials.length === 0) return operation;
  let security = operation.security ?? inherited ?? [];
  for (const parameter of credentials) {
    diagnostics.push(openApiCatalogue.report('DM1292', parameter.span, { in: parameter.in, name: parameter.name }));
    const known = schemeFor(parameter, schemes);
    const scheme = known ?? schemeOf(parameter, schemes);
    if (known === undefined) schemes.push(scheme);
    if (!mentions(security, scheme)) security = demanding(security, parameter, scheme);
  }
  return { ...operation, security, parameters: operation.parameters.filter((parameter) => !credentials.includes(parameter)) };
}

/** The declared scheme that the parameter repeats. */
function schemeFor({ name, in: place }: SpecParameter, schemes: readonly SpecScheme[]): SpecScheme | undefined {
  return schemes.find((scheme) => scheme.type === 'apiKey' && scheme.in === place && scheme.parameter.toLowerCase() === name.toLowerCase());
}

function isCredential({ name, in: place, ignored }: SpecParameter): boolean {
  const word = name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
  if (ignored) return false;
  return place === 'header' ? ofHeaders.test(word) : place === 'query' && ofQueries.test(word);
}

function schemeOf({ name, in: place, span }: SpecParameter, taken: readonly SpecScheme[]): SpecScheme {
  const free = [name, `${name} ${place}`, `${name} parameter`].find((candidate) => taken.every((scheme) => scheme.name !== candidate)) ?? `${name} ${String(taken.length)}`;
  return { name: free, complete: true, type: 'apiKey', scheme: '', in: place, parameter: name, scopes: [], span };
}

function mentions(security: readonly SpecRequirement[], scheme: SpecScheme): boolean {
  return security.some(({ uses }) => uses.some((use) => use.scheme === scheme.name));
}

/** Beside whatever is needed already; an operation that may be called without the credential may be called by anybody. */
function demanding(security: readonly SpecRequirement[], { required, span }: SpecParameter, scheme: SpecScheme): readonly SpecRequirement[] {
  const use = { scheme: scheme.name, scopes: [], span };
  const stated = security.filter(({ uses }) => uses.length > 0);
  if (stated.length > 0) return required ? security.map((requirement) => ({ ...requirement, uses: [...requirement.uses, use] })) : security;
  return required ? [{ uses: [use], span }] : [{ uses: [use], span }, { uses: [], span }];
}
