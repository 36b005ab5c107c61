import { isSameList } from '../../../base/sameList.ts';
import type { ModuleFacts } from './keepings.ts';
import type { Changed, OfModules } from './ofModules.ts';

const kinds = ['tables', 'schemas', 'machines', 'functions', 'settings'] as const;

type Kind = (typeof kinds)[number];

/** What all modules say together; a list in which nothing changed stays the same. */
export class ModuleLists {
  readonly #ofModules: OfModules<ModuleFacts>;
  #lists: ModuleFacts = { tables: [], schemas: [], machines: [], functions: [], settings: [] };

  constructor(ofModules: OfModules<ModuleFacts>) {
    this.#ofModules = ofModules;
  }

  read(): ModuleFacts {
    const changed = this.#ofModules.update();
    const others = kinds.filter((kind) => changed.some((one) => isOther(kind, one)));
    if (others.length > 0) this.#lists = { ...this.#lists, ...Object.fromEntries(others.map((kind) => [kind, this.#all(kind)])) };
    return this.#lists;
  }

  #all(kind: Kind): readonly unknown[] {
    const all: unknown[] = [];
    this.#ofModules.forEach((facts) => { for (const fact of facts[kind]) all.push(fact); });
    return all;
  }
}

function isOther(kind: Kind, { before, now }: Changed<ModuleFacts>): boolean {
  return !isSameList<unknown>(before?.[kind] ?? [], now?.[kind] ?? []);
}
