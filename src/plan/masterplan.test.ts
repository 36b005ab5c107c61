import assert from 'node:assert/strict';
import type { Unit } from '../ir/unit.ts';
import { layerGraph } from './dependencyGraph.ts';
import { planUnits } from './masterplan.ts';

const contract = { access: 'read', operation: 'compute', entities: [], pre: [], post: [], refusals: [] } as const;

function unit(id: string, dependsOn: readonly string[], extra: Partial<Unit> = {}): Unit {
  const [file = id, name = id] = id.split('#');
  return { id, file, name, stratum: 'ast', reason: 'derived', milestone: 'service', nodes: [], dependsOn, ...extra };
}

it('puts every unit into a wave after all that it depends on', () => {
  const { waves, cycles } = layerGraph(new Map([['c', ['b', 'a']], ['b', ['a']], ['a', []], ['d', []]]));
  assert.deepEqual(waves, [['a', 'd'], ['b'], ['c']]);
  assert.deepEqual(cycles, []);
});

it('names cycles and still layers what depends on them', () => {
  const { waves, cycles } = layerGraph(new Map([['a', ['b']], ['b', ['a']], ['c', ['a']], ['self', ['self']]]));
  assert.deepEqual(cycles, [['a', 'b'], ['self']]);
  assert.deepEqual(waves, [['a', 'b', 'self'], ['c']]);
});

it('layers a chain of 100,000 units without running out of stack', () => {
  const chain = new Map(Array.from({ length: 100_000 }, (_, index) => [`u${index}`, index === 0 ? [] : [`u${index - 1}`]] as const));
  assert.equal(layerGraph(chain).waves.length, 100_000);
});

it('groups units into tasks and milestones and prices only those that need a model', () => {
  const words = unit('src/workflows/rate.ts#rate', ['src/services/a.ts#a'], {
    stratum: 'llm', milestone: 'behavior', reason: 'stated in words',
    task: { words: 'rate the supplier', signature: 'rate(): void', reason: 'no steps', category: 'flow', span: { file: 's', start: 0, end: 1 }, contract },
  });
  const plan = planUnits('demo', [unit('src/services/a.ts#a', []), unit('src/services/a.ts#b', []), words]);
  assert.deepEqual(plan.strata, { template: 0, ast: 2, llm: 1 });
  assert.deepEqual(plan.milestones.find(({ name }) => name === 'service')?.tasks.map(({ units }) => units.length), [2]);
  assert.equal(plan.llm[0]?.wave, 1);
  assert.ok(plan.price.byModel.every(({ usd }) => usd > 0));
  assert.equal(planUnits('none', [unit('x#y', [])]).price.byModel[0]?.usd, 0);
});
