import assert from 'node:assert/strict';
import type { Unit } from '../ir/unit.ts';
import { criticalPath, planAtoms } from './atoms.ts';
import { layerGraph } from './dependencyGraph.ts';

const span = { file: 's', start: 0, end: 1 };

const contract = { access: 'read', operation: 'compute', entities: [], pre: [], post: [], refusals: [] } as const;

function unit(id: string, dependsOn: readonly string[] = [], words?: string): Unit {
  return {
    id, file: id, name: id, stratum: words === undefined ? 'ast' : 'llm', reason: 'r', milestone: 'service', nodes: [], dependsOn,
    ...(words === undefined ? {} : { task: { words, signature: `${id}(): void`, reason: 'words', category: words === 'guard' ? 'guard' as const : 'flow' as const, span, contract } }),
  };
}

function plan(units: readonly Unit[]): ReturnType<typeof planAtoms> {
  return planAtoms(units, layerGraph(new Map(units.map(({ id, dependsOn }) => [id, dependsOn]))).waves);
}

it('lets an atom wait for the atoms that it reaches through other units, and for no others', () => {
  const atoms = plan([unit('a', ['flow', 'x'], 'last'), unit('flow', ['b', 'c']), unit('b', [], 'first'), unit('c', ['d'], 'second'), unit('d', [], 'earliest'), unit('x')]);
  assert.deepEqual(atoms.map(({ unit: id, after, atomWave }) => [id, after, atomWave]), [['a', ['b', 'c'], 2], ['b', [], 0], ['c', ['d'], 1], ['d', [], 0]]);
});

it('finds the chain that a run waits for', () => {
  const atoms = plan([unit('a', ['b'], 'last'), unit('b', [], 'first'), unit('alone', [], 'alone'), unit('small', ['b'], 'guard')]);
  assert.deepEqual(criticalPath(atoms), ['b', 'a']);
  assert.deepEqual(atoms.map(({ unit: id, pathTokens }) => [id, pathTokens]), [['a', 875], ['b', 1750], ['alone', 875], ['small', 188]]);
  assert.deepEqual(criticalPath([]), []);
});

it('does not wait in circles', () => {
  const atoms = plan([unit('a', ['b'], 'one'), unit('b', ['a'], 'two'), unit('c', ['a'], 'three')]);
  assert.deepEqual(atoms.map(({ unit: id, after }) => [id, after]), [['a', []], ['b', []], ['c', ['a']]]);
});
