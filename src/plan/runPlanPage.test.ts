import assert from 'node:assert/strict';
import type { Unit } from '../ir/unit.ts';
import { planUnits } from './masterplan.ts';
import type { RunPrice } from './priceRun.ts';
import { runPlanPage } from './runPlanPage.ts';

const contract = { access: 'read', operation: 'compute', entities: [], pre: [], post: [], refusals: [] } as const;

function atom(name: string, words: string, dependsOn: readonly string[] = []): Unit {
  return {
    id: `src/a.ts#${name}`, file: 'src/a.ts', name, stratum: 'llm', reason: 'words', milestone: 'behavior', nodes: [], dependsOn,
    task: { words, signature: 'a(): void', reason: 'words', category: 'guard', span: { file: 'a.yaml', start: 0, end: 0 }, contract },
  };
}

const price = (microUsd: number, ifCachedMicroUsd?: number): RunPrice => ({ calls: 3, tokens: { input: 900, cachedInput: 100, output: 50 }, microUsd, byModel: [], ...(ifCachedMicroUsd === undefined ? {} : { ifCachedMicroUsd }) });
const plan = planUnits('Shop | one', [atom('one', 'Does | something\nin two lines.'), atom('two', 'x'.repeat(400), ['src/a.ts#one'])]);
const planned = (name: string, microUsd: number) => ({ unit: `src/a.ts#${name}`, place: 'a.yaml:7', price: price(microUsd) });

it('says what a run writes, by whom, in which order and for how much', () => {
  const page = runPlanPage({ plan, units: [planned('one', 1200), planned('two', 800)], models: ['p/small', 'p/large'], price: price(2000) });
  assert.match(page, /^# Plan: 2 units of Shop \\\| one, about \$0\.0020\n/);
  assert.match(page, /\| Models \| p\/small, then after wrong answers p\/large \|/);
  assert.match(page, /\| 1 \| `one` a\.yaml:7<br>Does \\\| something in two lines\. \| guard, small \|  \| 1,050 \| \$0\.0012 \|/);
  assert.match(page, /\| 2 \| `two` a\.yaml:7<br>x+ … \| guard, medium \| `one` \|/);
  assert.match(page, /Longest chain: `one` → `two`\./);
  assert.match(page, /\| behavior \| 1 \| 0 \| 0 \| 2 \|\n\| all \| 1 \| 0 \| 0 \| 2 \|/);
  assert.match(page, /```mermaid\nflowchart LR/);
  assert.ok(!page.includes('cut off'));
});

it('says what was done before, and waits for nothing that is written already', () => {
  const page = runPlanPage({ plan, units: [planned('two', 800)], models: ['p/small'], price: price(800, 300), before: { written: 1, all: 2, microUsd: 5000 } });
  assert.match(page, /^# Plan: 1 unit of Shop \\\| one, \$0\.0003 to \$0\.0008\n/);
  assert.match(page, /A run that was cut off goes on: 1 of 2 units are written, for \$0\.0050, and are not asked again\./);
  assert.match(page, /\| unit, place in the spec, words \| kind \| tokens \| price \|\n/);
  assert.match(page, /\| guard, medium \| 1,050 \| \$0\.0008 \|\n/);
  assert.ok(!page.includes('Longest chain') && !page.includes('| `one` |'));
  const { microUsd, ...unpriced } = price(1);
  assert.equal(microUsd, 1);
  assert.match(runPlanPage({ plan, units: [], models: [], price: unpriced }), /at an unknown price/);
});
