import { typeNames } from '../../spec/devmatrix/schemas.ts';
import { entriesOf, valueOf } from '../../spec/source.ts';
import type { Candidate } from '../shape/candidate.ts';
import type { Place } from './place.ts';

const abouts: Readonly<Record<string, string>> = {
  string: 'Text.', integer: 'A whole number.', number: 'A number with a fraction, not exact.', decimal: 'An exact number: money.', boolean: 'True or false.', object: 'An object with `properties`.', array: 'A list of `items`.',
  any: 'Any JSON.', uuid: 'A UUID.', email: 'An e-mail address.', uri: 'A URI.', date: 'A day.', timestamp: 'A moment, with time zone.', time: 'A time of day.', duration: 'A span of time.',
  hostname: 'A host name.', ipv4: 'An IPv4 address.', ipv6: 'An IPv6 address.', byte: 'Bytes in base64.',
};

/** The declared types, then those of the language; synonyms are understood and not offered. */
export function typeCandidates({ root }: Pick<Place, 'root'>): readonly Candidate[] {
  const declared = entriesOf(valueOf(root, 'types')).map(({ key, keySpan }): Candidate => ({ name: key, kind: 'type', detail: 'from types', target: keySpan }));
  return [...declared, ...typeNames.flatMap((name): readonly Candidate[] => (abouts[name] === undefined ? [] : [{ name, kind: 'type', documentation: abouts[name] }]))];
}
