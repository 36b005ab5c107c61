import type { SettingFact } from '../../facts/appFacts.ts';
import { dataReaders } from './dataSettings.ts';
import { readJson, readYaml } from './dataTree.ts';
import type { Memory } from './memory.ts';

/** Names of a file whose content is the same. */
const otherNames: Readonly<Record<string, string>> = { 'docker/compose.yml': 'docker/compose.yaml', 'docker/prometheus.yaml': 'docker/prometheus.yml' };

interface ReadFile {
  readonly facts: readonly SettingFact[] | undefined;
  /** What keeps it from being read to its end. */
  readonly mistake: { readonly start: number; readonly message: string } | undefined;
}

/** The data files of an app; what one said last stays while it cannot be read. */
export class DataFiles {
  readonly #memory: Memory;
  readonly #facts = new Map<string, readonly SettingFact[]>();
  #all: { readonly beside: readonly SettingFact[]; readonly facts: readonly SettingFact[] } | undefined;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  static has(path: string): boolean {
    return Object.hasOwn(dataReaders, otherNames[path] ?? path);
  }

  /** Gives the text of a file, or takes it away; tells what keeps it from being read. */
  update(path: string, text: string | undefined, stamp: string): ReadFile['mistake'] {
    this.#all = undefined;
    if (text === undefined) {
      this.#facts.delete(path);
      return undefined;
    }
    const { facts, mistake } = this.#memory.recall('data files', path, stamp, () => readFile(path, text));
    if (mistake === undefined || !this.#facts.has(path)) this.#facts.set(path, facts ?? []);
    return mistake;
  }

  /** All settings, after those that stand elsewhere; the same list while they are the same. */
  factsBeside(others: readonly SettingFact[]): readonly SettingFact[] {
    if (this.#all?.beside !== others) {
      const byPath = [...this.#facts].sort(([a], [b]) => (a < b ? -1 : 1));
      this.#all = { beside: others, facts: [...others, ...byPath.flatMap(([, facts]) => facts)] };
    }
    return this.#all.facts;
  }
}

function readFile(path: string, text: string): ReadFile {
  const { root, mistake } = path.endsWith('.json') ? readJson(text) : readYaml(text);
  const read = dataReaders[otherNames[path] ?? path];
  const facts = root === undefined || read === undefined ? undefined : read(root, ({ start, end }) => ({ file: path, start, end }));
  return { facts, mistake: mistake ?? (root === undefined ? { start: 0, message: 'The file is empty.' } : undefined) };
}
