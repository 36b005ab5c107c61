import { shown, type Places } from './place.ts';

/** Each loop over a list ended after one round. */
export const loopPlaces: Places = (node, _around, { candidate }) => {
  if (node.kind !== 'forOf' || candidate.text[node.end - 1] !== '}' || node.body.length === 0) return [];
  const last = node.body.at(-1);
  if (last === undefined || last.kind === 'jump' || last.kind === 'return' || last.kind === 'throw') return [];
  return [{ start: node.end - 1, end: node.end - 1, others: ['if (CHOSEN) break;\n'], form: 'insert', what: `what happens where \`${shown(candidate.textOf(node.over))}\` gives several` }];
};
