import assert from 'node:assert/strict';
import type { Unit } from '../ir/unit.ts';
import { planUnits } from './masterplan.ts';
import { planDiagram } from './planDiagram.ts';

const span = { file: 's', start: 0, end: 1 };

const contract = { access: 'read', operation: 'compute', entities: [], pre: [], post: [], refusals: [] } as const;

function atom(file: string, name: string, dependsOn: readonly string[] = []): Unit {
  const task = { words: 'w', signature: `${name}(): void`, reason: 'words', category: 'flow' as const, span, contract };
  return { id: `${file}#${name}`, file, name, stratum: 'llm', reason: 'r', milestone: 'behavior', nodes: [], dependsOn, task };
}

it('draws milestones, atoms and what they wait for, the critical path thick', () => {
  const plan = planUnits('demo', [atom('src/a.ts', 'first'), atom('src/b.ts', 'sa"y', ['src/a.ts#first']), atom('src/c.ts', 'alone')]);
  assert.equal(planDiagram(plan), `flowchart LR
  behavior["behavior<br/>3 units in 3 files"]
  a1(["first (small)"])
  a2(["sa#quot;y (small)"])
  a3(["alone (small)"])
  behavior -.-> a1
  behavior -.-> a2
  behavior -.-> a3
  a1 ==> a2
  classDef critical stroke-width:3px;
  class a1,a2 critical;
`);
});

it('shows the files of many atoms', () => {
  const plan = planUnits('demo', Array.from({ length: 800 }, (_, index) => atom(`src/${String(index % 20)}.ts`, `f${String(index)}`, index < 20 ? [] : [`src/${String((index + 1) % 20)}.ts#f${String((index + 1) % 20)}`])));
  const lines = planDiagram(plan).split('\n');
  assert.equal(lines.filter((line) => line.includes('(40 atoms)')).length, 20);
  assert.ok(lines.length < 100);
});
