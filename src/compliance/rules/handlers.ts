import type { EndpointFact } from '../../targets/facts/appFacts.ts';
import type { Value } from '../../targets/facts/value.ts';
import { type AddedCalls, compareAlone, compareFunctions } from '../compareEffects.ts';
import { type Comparison, eachOf, type Rule } from '../comparison.ts';
import type { Difference } from '../differences.ts';
import { type FunctionCodes, functionGaps, type FunctionPlace } from '../functionGaps.ts';
import type { Gap } from '../gap.ts';
import { calleeOf } from '../resemblance.ts';
import { type EndpointPair, endpointPairs } from './endpointPairs.ts';

/** Each handler calls what the spec asks for and answers with its status, headers and body. */
export const handlers: Rule = eachOf(endpointPairs, handlerGaps);

const handlerCodes: FunctionCodes = { missing: 'DM4217', changed: 'DM4218', moved: undefined, conditional: 'DM4219', more: 'DM4220' };
const statusCodes: FunctionCodes = { ...handlerCodes, changed: 'DM4216' };

function handlerGaps(pair: EndpointPair, comparison: Comparison): readonly Gap[] {
  const differences = differencesOf(pair.expected, pair.actual, { matter: setsAnswer, writers: comparison.functionNodes.writers });
  return functionGaps(differences, (difference) => placeOf(difference, pair), comparison);
}

function differencesOf(expected: EndpointFact, actual: EndpointFact, added: AddedCalls): readonly Difference[] {
  const [wanted, found] = [expected.handler, actual.handler];
  if (wanted.key === found.key) return [];
  if (wanted.kind === 'function' && found.kind === 'function') return compareFunctions(wanted, found, found.at, added).filter((difference) => !isHeader(difference));
  return compareAlone(wanted, found, added);
}

/** Methods of the reply that change what is answered; headers may be added. */
const answering = new Set(['code', 'status', 'send', 'redirect', 'type', 'removeHeader', 'hijack']);

function setsAnswer(value: Value): boolean {
  const reply = /^param#\d+\.1\.(?<method>\w+)/.exec(calleeOf(value));
  return answering.has(reply?.groups?.['method'] ?? '');
}

/** A header more does no harm. */
function isHeader({ kind, within }: Difference): boolean {
  return kind === 'added' && within.at(-2) === 'headers';
}

function placeOf({ within }: Difference, { key, spec, endpoint }: EndpointPair): FunctionPlace {
  const isStatus = within.some((name) => name === 'status' || name === 'code');
  const status = endpoint?.responses.find((response) => response.status === endpoint.successStatus);
  return isStatus
    ? { key: `${key} status`, spec: status?.span ?? spec, name: key, codes: statusCodes, missing: 'missing' }
    : { key, spec, name: key, codes: handlerCodes, missing: 'partial' };
}
