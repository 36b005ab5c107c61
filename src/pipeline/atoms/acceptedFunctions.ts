import type { ApplicationIR } from '../../ir/application.ts';
import type { Atom, WrittenUnit } from '../../ir/atom.ts';
import type { KeptFunction } from '../../llm/records/keptFunctions.ts';
import type { HashPort } from '../ports.ts';

/** Functions that the store keeps, and that prompts choose among. */
export const mostKeptFunctions = 1000;

/** Longer code teaches nothing that fits into a prompt; longer words say more than a reader of a reference needs. */
const longest = { code: 6000, words: 600 };

export interface AcceptedOptions {
  readonly application: ApplicationIR;
  readonly atoms: readonly Atom[];
  /** What a run wrote that held at all levels. */
  readonly written: readonly WrittenUnit[];
  readonly hash: HashPort;
  readonly now: number;
}

/** What a run wrote, as the store keeps it for other apps; what could not be written in full is none of it. */
export function acceptedFunctions({ application, atoms, written, hash, now }: AcceptedOptions): readonly KeptFunction[] {
  const byId = new Map(atoms.map((atom) => [atom.id, atom]));
  const kept = written.flatMap(({ unit, status, code, helpers }): readonly KeptFunction[] => {
    const atom = byId.get(unit);
    const text = [code, ...helpers].map((part) => part.trim()).join('\n\n');
    if (atom === undefined || status !== 'complete' || text.length > longest.code) return [];
    const { words, signature, category } = atom.task;
    return [{
      key: hash.sha256(`${category}\n${text.replaceAll(atom.name, 'f').replaceAll(/\s+/g, '')}`), app: application.name, name: atom.name, category, words: words.slice(0, longest.words), signature, code: text,
      types: typesIn(signature), keptAt: now,
    }];
  });
  return [...new Map(kept.map((one) => [one.key, one])).values()];
}

/** Names of types that a signature uses, those of the language aside. */
function typesIn(signature: string): readonly string[] {
  return [...new Set(signature.match(/\b[A-Z]\w*\b/g) ?? [])].filter((name) => name !== 'Promise' && name !== 'CallContext').sort();
}
