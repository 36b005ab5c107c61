import assert from 'node:assert/strict';
import type { Expression, ExpressionType } from '../ir/expression.ts';
import * as decimal from './decimal.ts';
import { compareValues, evaluate } from './evaluate.ts';
import { hasFormat } from './formats.ts';
import { patternSample } from './pattern.ts';
import { durationOf, durationText, instantOf, instantText, timeBetween } from './time.ts';

const span = { file: 'test', start: 0, end: 0 };
const type = (kind: 'int' | 'decimal' | 'bool' | 'string'): ExpressionType => ({ kind, nullable: true });

function binary(operator: '+' | '/' | '<' | '==' | '!=', kind: 'int' | 'decimal', left: string | number | null, right: string | number | null): Expression {
  const literal = (value: string | number | null): Expression => ({ kind: 'literal', value, type: type(kind), span });
  const isTest = operator !== '+' && operator !== '/';
  return { kind: 'binary', operator, left: literal(left), right: literal(right), type: type(isTest ? 'bool' : kind), span };
}

const scope = { variables: {}, now: '2026-01-01T00:00:00.000Z' };

it('computes decimals exactly', () => {
  assert.equal(decimal.add('0.1', '0.2'), '0.3');
  assert.equal(decimal.multiply('9.90', 3), '29.70');
  assert.equal(decimal.divide('1', '3'), '0.33333333333333333333');
  assert.equal(decimal.divide('1', '0'), undefined);
  assert.equal(decimal.toScale('-2.345', 2), '-2.35');
  assert.equal(decimal.compare('1.0', '1.00'), 0);
  assert.equal(decimal.decimalOf(1e-7), '0.0000001');
});

it('evaluates null as the generated code does, and names what has no value', () => {
  assert.deepEqual(evaluate(binary('<', 'int', null, 1), scope), { ok: true, value: false });
  assert.deepEqual(evaluate(binary('==', 'int', null, null), scope), { ok: true, value: true });
  assert.deepEqual(evaluate(binary('!=', 'decimal', '1.0', '1.00'), scope), { ok: true, value: false });
  const failures = [evaluate(binary('/', 'int', 1, 0), scope), evaluate(binary('+', 'decimal', null, '1'), scope)];
  assert.deepEqual(failures.map((result) => (result.ok ? '' : result.failure.code)), ['division_by_zero', 'value_missing']);
});

it('makes different texts for a pattern, all of which match', () => {
  for (const pattern of ['^[A-Z0-9-]{3,20}$', String.raw`^\+[1-9][0-9]{6,14}$`, '^(?!abc)[a-c]{3}$', String.raw`^\p{Lu}\p{Ll}+$`, String.raw`(foo|bar)\1`, String.raw`^(?=.*\d)(?=.*[a-z]).{8,}$`]) {
    const texts = [0, 1].map((n) => patternSample(pattern, n, { min: 0, max: 40 }));
    for (const text of texts) assert.match(text ?? '', new RegExp(pattern, 'u'));
    assert.notEqual(texts[0], texts[1], pattern);
  }
  assert.equal(patternSample('^a{3}$', 0, { min: 5, max: 9 }), undefined);
});

it('keeps instants of the clock apart from others through arithmetic', () => {
  const clock = '2026-01-01T00:00:00.0005Z';
  assert.equal(instantText(instantOf(clock) + (durationOf('24h') ?? 0)), '2026-01-02T00:00:00.0005Z');
  assert.equal(durationOf('1h30m'), 5_400_000);
  assert.equal(durationOf('soon'), undefined);
  assert.deepEqual(['P30D', 'PT1H30M', '-PT0.5S', 'P1Y2M', 'P2W', 'P', 'PT'].map(durationOf), [30 * 86_400_000, 5_400_000, -500, 425 * 86_400_000, 14 * 86_400_000, undefined, undefined]);
  assert.deepEqual([0, 90_061_500, -3_600_000].map(durationText), ['PT0S', 'P1DT1H1M1.5S', '-PT1H']);
});

it('takes a span from now on for as long as the duration that was added', () => {
  const now = '2026-01-01T00:00:00.0015Z';
  const later = instantText(instantOf(now) + (durationOf('1008h') ?? 0));
  const lasts = timeBetween(later, now);
  const duration = { kind: 'duration', nullable: false } as const;
  assert.deepEqual([durationOf('1008h'), durationOf('1007h'), 0.5].map((other) => Math.sign(compareValues(lasts, other ?? 0, duration, duration))), [0, 1, 1]);
});

it('checks formats', () => {
  assert.ok(hasFormat('2024-02-29', 'date') && !hasFormat('2023-02-29', 'date'));
  assert.ok(hasFormat('::1', 'ipv6') && !hasFormat('1::2::3', 'ipv6'));
  assert.ok(hasFormat('a@b.example', 'email') && !hasFormat('a@b', 'email'));
  assert.ok(hasFormat('YQ==', 'byte') && !hasFormat('YQ=', 'byte'));
});
