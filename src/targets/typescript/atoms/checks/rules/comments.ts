import { excerpt, finding, type Check } from '../check.ts';

const silencing = /@ts-(?:ignore|expect-error|nocheck)|(?:eslint|oxlint|biome|tslint|prettier)-(?:disable|ignore)|istanbul ignore|c8 ignore/i;
const marks = /\b(?:TODO|FIXME|XXX|HACK|TBD)\b|^\/[/*]+\s*todo\b:?/;
const unfinished = /\bnot (?:yet )?implemented\b|\bplaceholder\b|\bto be implemented\b|\bimplement(?:ation)? (?:this|me|later|here|goes here)\b|\bin a real (?:app|application|implementation|world|system)\b|\bsimplified (?:for now|version|implementation)\b|\bfor now\b|\b(?:stub|dummy|mock(?:ed)?) (?:implementation|value|data|result)\b/i;

/** Comments that silence checks, and such that say that something is missing. */
export const checkComments: Check = (candidate) => candidate.comments.flatMap(({ start, text }) => {
  const silence = silencing.exec(text);
  if (silence !== null) return [finding(candidate, 'conventions', 'DM5051', { found: silence[0] }, start)];
  return marks.test(text) || unfinished.test(text) ? [finding(candidate, 'conventions', 'DM5052', { found: excerpt(text) }, start)] : [];
});
