import { finding, type Check } from '../check.ts';

const parts = 'Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds';
const local = new RegExp(`^(get|set)(${parts})$`);
/** Texts of dates in the zone, and often in the language, of whoever runs the code. */
const texts: ReadonlySet<string> = new Set(['toDateString', 'toTimeString', 'toLocaleDateString', 'toLocaleTimeString', 'getTimezoneOffset']);

/** Dates that are counted in the time zone of the machine: what the code gives would depend on where it runs. */
export const checkZones: Check = (candidate) => candidate.nodes.flatMap(({ node }) => {
  if (node.kind !== 'call' || node.callee.kind !== 'member') return [];
  const { name } = node.callee;
  const [, verb = '', part = ''] = local.exec(name) ?? [];
  const isText = texts.has(name) && !node.args.some((argument) => candidate.textOf(argument).includes('timeZone'));
  if (part === '' && !isText) return [];
  return [finding(candidate, 'conventions', 'DM5062', { found: name, instead: part === '' ? 'toISOString, whose text is in UTC' : `${verb}UTC${part}` }, node.start)];
});
