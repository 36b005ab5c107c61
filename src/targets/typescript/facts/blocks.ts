import type { Statement } from '../../../ast/syntax.ts';
import type { Effect } from '../../facts/value.ts';
import type { Machine } from './machine.ts';
import { type Run, Scope } from './scope.ts';

/** What the statements of a block do. */
export function inBlock(machine: Machine, run: Run, body: readonly Statement[]): readonly Effect[] {
  const inner: Run = { ...run, scope: new Scope(run.scope.module, run.scope) };
  return run.flow.collect(() => {
    machine.statements(inner, body);
  });
}
