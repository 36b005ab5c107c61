import type { FunctionFact } from '../../facts/appFacts.ts';
import type { Effect } from '../../facts/value.ts';
import type { DeclaredFunction } from './declaredFunctions.ts';
import { normalised } from './effects.ts';
import { mentionsOf } from './mentions.ts';
import type { AppModule, Declaration } from './moduleScope.ts';
import type { Program } from './program.ts';
import type { Reading } from './reading.ts';
import { atTop } from './substitute.ts';
import * as make from './values.ts';

/** The name of what an app does when it is started. */
const startId = 'main.ts';

/** The module that is started when nothing says another one. */
export const usualEntry = 'src/main.ts';

/** The module that `package.json` starts, as far as its text tells. */
export function entryIn(text: string | undefined): string {
  const start = /"start"\s*:\s*"(?<command>(?:[^"\\]|\\.)*)"/.exec(text ?? '')?.groups?.['command'] ?? '';
  const file = /(?:^|[\s/])(?:src|dist|build)\/(?<file>[\w./-]+?)\.[cm]?[jt]s(?:\s|$)/.exec(start)?.groups?.['file'];
  return file === undefined ? usualEntry : `src/${file}.ts`;
}

const none: ReadonlySet<string> = new Set();

/** What stands at the top of a module, as a function. */
export function runOf(module: AppModule): DeclaredFunction {
  const at = { start: 0, end: 0 };
  const declaration: Declaration = { ...at, module, name: '', exported: undefined, form: { kind: 'variable' }, is: { kind: 'variable' } };
  return {
    ...at,
    id: `${module.path}~`,
    declaration,
    source: declaration,
    node: { ...at, kind: 'function', name: undefined, async: true, generator: false, arrow: true, params: [], body: module.syntax.statements, bodyStart: 0, bodyEnd: 0, expressionBody: false, assigned: none, assignedInside: none },
  };
}

/** What an app does when it is started: what stands at the top of its first module, and of those that this one loads for it. */
export function startOf(program: Program, reading: Reading, entry: string): FunctionFact | undefined {
  program.touch(entry);
  if (!program.has(entry)) return undefined;
  const module = program.module(entry);
  const effects = normalised(new Start(program, reading).effectsOf(module));
  const { statements } = module.syntax;
  const end = statements.at(-1)?.end ?? 0;
  const at = { file: entry, start: 0, end };
  const value = atTop(make.functionValue(0, effects, at));
  return { id: startId, value, key: value.key, calls: mentionsOf(value), at, body: { ...at, start: statements[0]?.start ?? 0 } };
}

class Start {
  readonly #program: Program;
  readonly #reading: Reading;
  readonly #seen = new Set<string>();

  constructor(program: Program, reading: Reading) {
    this.#program = program;
    this.#reading = reading;
  }

  effectsOf(module: AppModule): readonly Effect[] {
    this.#program.touch(module.path);
    this.#seen.add(module.path);
    const loaded = module.syntax.imports.filter(({ typeOnly, names }) => !typeOnly && names.length === 0).flatMap(({ from }) => this.#loaded(module, from) ?? []);
    const own = this.#reading.functionValue(runOf(module)).effects;
    return [...loaded, ...own.flatMap((effect) => (isPreparation(effect) ? [] : this.#loaded(module, importedBy(effect)) ?? [effect]))];
  }

  #loaded(module: AppModule, from: string | undefined): readonly Effect[] | undefined {
    const target = from === undefined ? undefined : this.#program.moduleAt(module.path, from);
    return target === undefined || this.#seen.has(target.path) ? undefined : this.effectsOf(target);
  }
}

/** The specifier in `await import("./serve.ts")`. */
function importedBy(effect: Effect): string | undefined {
  if (effect.kind !== 'call' || effect.value.kind !== 'call' || effect.value.callee.key !== '«import»') return undefined;
  const [from] = effect.value.args;
  return from?.kind === 'literal' && typeof from.value === 'string' ? from.value : undefined;
}

/** What only prepares Node, such as its compile cache. */
function isPreparation(effect: Effect): boolean {
  return effect.kind === 'call' && effect.value.kind === 'call' && effect.value.callee.key.startsWith('node:');
}
