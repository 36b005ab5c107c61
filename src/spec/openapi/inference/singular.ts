import { capitalise, pascalCase, plural, words } from '../../../base/names.ts';

const irregular: Readonly<Record<string, string>> = {
  people: 'person', children: 'child', men: 'man', women: 'woman', mice: 'mouse', geese: 'goose', feet: 'foot', teeth: 'tooth', media: 'medium', indices: 'index',
  leaves: 'leaf', lives: 'life', knives: 'knife', shelves: 'shelf', halves: 'half', criteria: 'criterion', analyses: 'analysis', statuses: 'status', addresses: 'address', aliases: 'alias',
};

/** PascalCase singular of a name whose last word may be a plural: `order-items` gives `OrderItem`. */
export function singularName(name: string): string {
  const parts = words(name);
  const last = parts.at(-1) ?? '';
  return pascalCase([...parts.slice(0, -1), singular(last)].join(' '));
}

function singular(word: string): string {
  const special = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
  if (special !== undefined) return special;
  const candidates = [word.replace(/ies$/, 'y'), word.replace(/s$/, ''), word.replace(/es$/, '')];
  return candidates.find((candidate) => candidate !== word && candidate.length > 1 && plural(candidate) === word) ?? word;
}

const prefixes = ['New', 'Create', 'Update', 'Add', 'Patch', 'Base', 'Full', 'Get'];
const suffixes = ['Create', 'Update', 'Input', 'Output', 'Request', 'Response', 'Dto', 'Summary', 'Details', 'Detail', 'Base', 'Read', 'Write', 'Out', 'In', 'Patch', 'New', 'Body', 'Payload', 'Model', 'Resource', 'Entity', 'Representation', 'View', 'Full', 'Short', 'Schema'];

/** The name of the thing that a shape is a shape of: `PetSummary`, `NewPet` and `PetResponseDto` give `Pet`. */
export function stripAffixes(name: string): string {
  const parts = words(name).map(capitalise);
  while (parts.length > 1 && suffixes.includes(parts.at(-1) ?? '')) parts.pop();
  while (parts.length > 1 && prefixes.includes(parts[0] ?? '')) parts.shift();
  return parts.join('');
}
