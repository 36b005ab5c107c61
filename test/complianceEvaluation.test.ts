import assert from 'node:assert/strict';
import { parse } from '../bench/compliance/app.ts';
import { matchOf, youden } from '../bench/compliance/score.ts';
import { wilson } from '../src/base/wilson.ts';
import { subjectOf } from '../bench/compliance/subjects.ts';
import type { Gap } from '../src/compliance/gap.ts';

function gap(code: string, key: string, file = 'src/a.ts'): Gap {
  const at = { file, start: 0, end: 1 };
  return { code, kind: 'missing', severity: 'warning', key, message: '', at, fileExists: true, spec: at, expected: undefined, actual: undefined, related: [] };
}

const place = { file: 'src/a.ts', start: 0, edits: [] };

it('scores a defect by the exact set of its gaps', () => {
  const expected = [{ keys: ['A.b', /^A\.b\./], code: /^DM40/, files: ['src/a.ts'] }];
  const exact = matchOf([gap('DM4001', 'A.b.type')], { ...place, expected });
  assert.deepEqual([exact.missed, exact.extra, exact.matched.length], [[], [], 1]);
  const wrong = [gap('DM4101', 'A.b'), gap('DM4001', 'A.c'), gap('DM4001', 'A.b', 'src/b.ts')];
  const none = matchOf(wrong, { ...place, expected });
  assert.deepEqual([none.missed.length, none.extra], [1, wrong]);
  assert.equal(matchOf([gap('DM4001', 'A.b'), gap('DM4001', 'A.b.type')], { ...place, expected }).extra.length, 1);
});

it('takes gaps for granted that a defect may bring along, and several where it has several', () => {
  const key = { keys: [/^A/], code: /^DM/ };
  assert.deepEqual(matchOf([gap('DM4001', 'A.b')], { ...place, implied: [key] }).extra, []);
  assert.equal(matchOf([gap('DM4001', 'A.b'), gap('DM4001', 'A.c')], { ...place, expected: [{ ...key, many: true }] }).matched.length, 2);
});

it('gives rates with their intervals', () => {
  const { rate, low, high } = wilson(300, 300);
  assert.equal(rate, 1);
  assert.ok(low > 0.98 && low < 0.99 && high.toFixed(6) === '1.000000');
  assert.equal(youden(wilson(9, 10), wilson(10, 10)).rate.toFixed(3), '0.900');
});

it('has a shop that was edited by hand, whose files parse', async () => {
  const [shop, edited] = [await subjectOf('shop'), await subjectOf('shop edited by hand')];
  const changed = [...edited.app.texts].filter(([path, text]) => shop.app.text(path) !== text);
  assert.ok(changed.length > 40);
  const broken = changed.filter(([path, text]) => path.endsWith('.ts') && (parse(path, text) as { readonly parseDiagnostics?: readonly unknown[] }).parseDiagnostics?.length !== 0);
  assert.deepEqual(broken.map(([path]) => path), []);
});
