import type { CaseNode, Expression, Statement } from '../../../ast/syntax.ts';
import type { Effect, Value } from '../../facts/value.ts';
import { inBlock } from './blocks.ts';
import { branch, normalised } from './effects.ts';
import { type Machine, placeOf } from './machine.ts';
import type { Run } from './scope.ts';
import * as make from './values.ts';

/** A `switch` as the `if`s that it stands for; every case is taken to end with what ends it. */
export function switched(machine: Machine, run: Run, node: Expression, cases: readonly CaseNode[]): void {
  const at = placeOf(run, node);
  const value = machine.plain(run, machine.expression(run, node));
  // Of `true` and `false` the second is what remains.
  const isChoice = cases.length === 2 && cases.every(({ test }) => test?.kind === 'literal' && typeof test.value === 'boolean');
  const caseTest = (test: Value): Value => isChoice ? (test.key === 'true' ? make.truth(value) : make.not(value)) : make.operation('===', [value, test], at);
  const bodyOf = (entry: CaseNode): readonly Statement[] => entry.body.at(-1)?.kind === 'jump' ? entry.body.slice(0, -1) : entry.body;
  const from = (index: number, tests: readonly Value[]): void => {
    const entry = cases[index];
    if (entry === undefined) return;
    const all = entry.test === undefined ? tests : [...tests, caseTest(machine.plain(run, machine.expression(run, entry.test)))];
    if (entry.body.length === 0 && index < cases.length - 1 && cases[index + 1]?.test !== undefined) {
      from(index + 1, all);
      return;
    }
    const [first, ...more] = all;
    if (entry.test === undefined || first === undefined || (isChoice && index === 1)) {
      run.flow.effects.push(...normalised(inBlock(machine, run, bodyOf(entry))));
      return;
    }
    let then: readonly Effect[] = [];
    run.flow.tentatively(() => {
      then = normalised(inBlock(machine, run, bodyOf(entry)));
    });
    const otherwise = normalised(run.flow.collect(() => {
      from(index + 1, []);
    }));
    run.flow.effects.push(...branch(more.length === 0 ? first : make.operation('||', all, at), then, otherwise, at));
  };
  from(0, []);
}
