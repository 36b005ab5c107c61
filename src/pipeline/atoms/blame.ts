import type { ApplicationIR } from '../../ir/application.ts';
import type { Atom } from '../../ir/atom.ts';
import type { Unit } from '../../ir/unit.ts';

/** Above so many suspects nobody is blamed: to write them all anew costs more than it tells. */
const mostSuspects = 3;

/** Finds the atoms that something wrong in an app comes from. */
export class Blame {
  readonly #application: ApplicationIR;
  readonly #atoms: ReadonlyMap<string, Atom>;
  readonly #units: ReadonlyMap<string, Unit>;
  readonly #texts: ReadonlyMap<string, string>;

  /** `texts`: the app as it was looked at. */
  constructor(application: ApplicationIR, units: readonly Unit[], atoms: readonly Atom[], texts: ReadonlyMap<string, string>) {
    this.#application = application;
    this.#units = new Map(units.map((unit) => [unit.id, unit]));
    this.#atoms = new Map(atoms.map((atom) => [atom.id, atom]));
    this.#texts = texts;
  }

  /** The atom whose code stands at a line (from 1) of a file: the last one that begins at or before it, or the only one of the file. */
  at(file: string, line: number): readonly string[] {
    const own = [...this.#atoms.values()].filter((atom) => atom.file === file);
    if (own.length <= 1) return own.map(({ id }) => id);
    const lines = (this.#texts.get(file) ?? '').split('\n');
    const begins = own.map(({ id, name }) => ({ id, begins: lines.findIndex((text) => text.includes(`function ${name}(`)) + 1 })).filter(({ begins: first }) => first > 0 && first <= line);
    const [nearest] = begins.sort((left, right) => right.begins - left.begins);
    return nearest === undefined ? [] : [nearest.id];
  }

  /** The atoms that a test is about: the one whose examples it runs, which its name begins with, else those of its file, else those behind the endpoint that its name begins with. */
  ofTest({ name, file }: { readonly name: string; readonly file: string }): readonly string[] {
    const all = this.ofTestFile(file);
    const own = all.filter((id) => name.startsWith(`${this.#atoms.get(id)?.name ?? id}: `));
    if (own.length === 1 || all.length > 0) return own.length === 1 ? own : few(all);
    const endpoint = this.#application.endpoints.find(({ key }) => name.startsWith(`${key} `));
    return endpoint === undefined ? [] : this.ofOperation(endpoint.key);
  }

  /** The atoms that a file of tests is about. */
  ofTestFile(file: string): readonly string[] {
    const direct = [...this.#units.values()].filter((unit) => unit.file === file).flatMap(({ dependsOn }) => dependsOn.filter((id) => this.#atoms.has(id)));
    return [...new Set(direct)];
  }

  /** The atoms behind an operation of a smoke report: an endpoint's key, or `machine:<name>`. */
  ofOperation(operation: string): readonly string[] {
    if (operation.startsWith('machine:')) return few(this.#withNode(`stateMachine:${operation.slice('machine:'.length)}`));
    const endpoint = this.#application.endpoints.find(({ key }) => key === operation);
    if (endpoint === undefined) return [];
    const { implementation } = endpoint;
    switch (implementation.kind) {
      case 'words': return this.#withNode(endpoint.key);
      case 'flow': return few(this.#reachedFrom(`flow:${implementation.flow}`));
      case 'crud':
      case 'link': {
        const { entity } = implementation;
        return few([...this.#atoms.values()].filter(({ nodes }) => nodes.some((node) => node.startsWith(`invariant:${entity}.`))).map(({ id }) => id));
      }
    }
  }

  #withNode(node: string): readonly string[] {
    return [...this.#atoms.values()].filter(({ nodes }) => nodes.includes(node)).map(({ id }) => id);
  }

  /** Atoms that the workflow of a flow calls, itself or through others. */
  #reachedFrom(node: string): readonly string[] {
    const seen = new Set<string>();
    const open = [...this.#units.values()].filter(({ nodes, milestone }) => milestone === 'behavior' && nodes.includes(node)).map(({ id }) => id);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const unit = this.#units.get(id);
      if (unit?.milestone === 'behavior') open.push(...unit.dependsOn);
    }
    return [...seen].filter((id) => this.#atoms.has(id));
  }
}

function few(units: readonly string[]): readonly string[] {
  return units.length > mostSuspects ? [] : units;
}
