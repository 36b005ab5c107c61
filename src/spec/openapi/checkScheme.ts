import { nearest } from '../../base/nearest.ts';
import type { Span } from '../../base/span.ts';
import { replaceNode } from '../fixes.ts';
import { asText, entriesOf, entryOf, type SourceNode } from '../source.ts';
import { openApiCatalogue } from './catalogue.ts';
import { describe, type Reading } from './reading.ts';

const types = ['http', 'apiKey', 'oauth2', 'openIdConnect', 'mutualTLS'];
const places = ['header', 'query', 'cookie'];
/** The registry of HTTP authentication schemes at IANA. */
const httpSchemes = ['basic', 'bearer', 'concealed', 'digest', 'dpop', 'gnap', 'hoba', 'mutual', 'negotiate', 'oauth', 'privatetoken', 'scram-sha-1', 'scram-sha-256', 'vapid'];
const addresses: Readonly<Record<string, readonly string[]>> = { implicit: ['authorizationUrl'], password: ['tokenUrl'], clientCredentials: ['tokenUrl'], authorizationCode: ['authorizationUrl', 'tokenUrl'] };

/** Reports what a security scheme lacks or misspells; true when it is complete. */
export function checkScheme(reading: Reading, name: string, named: Span, node: SourceNode): boolean {
  const check = new SchemeCheck(reading, `The security scheme "${name}"`, named, node);
  const type = check.oneOf('type', types);
  switch (type ?? '') {
    case 'http': check.oneOf('scheme', httpSchemes); break;
    case 'apiKey': check.needs('name'); check.oneOf('in', places); break;
    case 'oauth2': if (check.needs('flows')) check.flows(); break;
    case 'openIdConnect': check.needs('openIdConnectUrl'); break;
    default:
  }
  return check.complete;
}

class SchemeCheck {
  complete = true;
  readonly #reading: Reading;
  readonly #place: string;
  readonly #named: Span;
  readonly #node: SourceNode;

  constructor(reading: Reading, place: string, named: Span, node: SourceNode) {
    this.#reading = reading;
    this.#place = place;
    this.#named = named;
    this.#node = node;
  }

  needs(key: string): boolean {
    if (entryOf(this.#node, key) !== undefined) return true;
    // A misspelt key is reported as that.
    if (!entriesOf(this.#node).some((entry) => nearest(entry.key, [key]) !== undefined)) this.#reading.diagnostics.push(openApiCatalogue.report('DM1203', this.#named, { place: this.#place, key }));
    this.complete = false;
    return false;
  }

  /** The value under the key, in any case of letters, when it is one of those known. */
  oneOf(key: string, known: readonly string[]): string | undefined {
    if (!this.needs(key)) return undefined;
    const value = entryOf(this.#node, key)?.value;
    const text = asText(value) ?? '';
    const isHttp = key === 'scheme';
    if (value === undefined || known.includes(isHttp ? text.toLowerCase() : text)) return text;
    const near = nearest(text, known);
    // Schemes beyond the registry are allowed.
    if (isHttp && near === undefined) return text;
    this.#reading.diagnostics.push(openApiCatalogue.report('DM1244', value.span, { key, expected: `one of ${(isHttp ? ['basic', 'bearer'] : known).join(', ')}`, actual: describe(value) }, { fixes: near === undefined ? [] : [replaceNode(value, near)] }));
    this.complete = false;
    return undefined;
  }

  flows(): void {
    for (const { key, keySpan, value } of entriesOf(entryOf(this.#node, 'flows')?.value)) {
      const scopes = entryOf(value, 'scopes')?.value;
      if (scopes?.kind === 'seq') this.#reading.diagnostics.push(openApiCatalogue.report('DM1244', scopes.span, { key: 'scopes', expected: 'an object with a description for each scope', actual: 'a list' }));
      for (const address of Object.hasOwn(addresses, key) ? addresses[key] ?? [] : []) {
        if (entryOf(value, address) === undefined) this.#reading.diagnostics.push(openApiCatalogue.report('DM1203', keySpan, { place: `The flow "${key}"`, key: address }));
      }
    }
  }
}
