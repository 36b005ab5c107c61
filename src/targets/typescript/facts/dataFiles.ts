import type { SettingFact } from '../../facts/appFacts.ts';
import { dataReaders } from './dataSettings.ts';
import { type DataNode, readJson, readYaml } from './dataTree.ts';

/** Names of a file whose content is the same. */
const otherNames: Readonly<Record<string, string>> = { 'docker/compose.yml': 'docker/compose.yaml', 'docker/prometheus.yaml': 'docker/prometheus.yml' };

/** The data files of an app; what one said last stays while it cannot be read. */
export class DataFiles {
  readonly #facts = new Map<string, readonly SettingFact[]>();

  static has(path: string): boolean {
    return Object.hasOwn(dataReaders, otherNames[path] ?? path);
  }

  /** Gives the text of a file, or takes it away; tells what keeps it from being read. */
  update(path: string, text: string | undefined): { readonly start: number; readonly message: string } | undefined {
    if (text === undefined) {
      this.#facts.delete(path);
      return undefined;
    }
    const { root, mistake } = path.endsWith('.json') ? readJson(text) : readYaml(text);
    if (root === undefined || mistake !== undefined) {
      if (!this.#facts.has(path)) this.#facts.set(path, this.#read(path, root));
      return mistake ?? { start: 0, message: 'The file is empty.' };
    }
    this.#facts.set(path, this.#read(path, root));
    return undefined;
  }

  #read(path: string, root: DataNode | undefined): readonly SettingFact[] {
    const read = dataReaders[otherNames[path] ?? path];
    return root === undefined || read === undefined ? [] : read(root, ({ start, end }) => ({ file: path, start, end }));
  }

  facts(): readonly SettingFact[] {
    return [...this.#facts.values()].flat();
  }
}
