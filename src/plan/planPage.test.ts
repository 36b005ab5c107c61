import assert from 'node:assert/strict';
import type { Unit } from '../ir/unit.ts';
import { planUnits } from './masterplan.ts';
import { planPage } from './planPage.ts';

const span = { file: 'a.yaml', start: 0, end: 0 };

const contract = { access: 'read', operation: 'compute', entities: [], pre: [], post: [], refusals: [] } as const;

function unit(fields: Partial<Unit> & Pick<Unit, 'id'>): Unit {
  return { file: 'src/a.ts', name: 'a', stratum: 'ast', reason: 'derived', milestone: 'api', nodes: [], dependsOn: [], ...fields };
}

it('tells that a plan without words costs nothing', () => {
  const page = planPage(planUnits('Shop', [unit({ id: 'route:a' })]));
  assert.match(page, /^# Masterplan of Shop\n\n1 unit in 1 wave: 0 from templates, 1 derived from the spec, 0 for a language model\./);
  assert.match(page, /\*\*Price: \$0\.00\.\*\*/);
  assert.match(page, /## Api: 1 file\n\n.*\n.*\n\| `src\/a\.ts` \| ast \| 1 \| derived \|/);
});

it('shows the words of a unit without letting them break the table', () => {
  const page = planPage(planUnits('Shop', [unit({ id: 'flow:a', stratum: 'llm', task: { words: 'a | b\n<b>c</b>', signature: 'a(): void', reason: 'stated in words', category: 'flow', span, contract } })]));
  assert.match(page, /\| `flow:a` \| a \\\| b \\<b\\>c\\<\/b\\> \| stated in words \| small \| 1 \|  \|/);
  assert.match(page, /\| \$\d+\.\d{4} \|/);
});
