import assert from 'node:assert/strict';
import type { Json } from '../../src/base/json.ts';
import { fixtureFor, flowCases, invariantCaseOf } from '../../src/semantics/scenarios.ts';
import type { FlowCase } from '../../src/semantics/types.ts';
import { parseSpec } from '../../src/spec/parseSpec.ts';

/** What a plan sends for a row with these attributes and invariants, and to break each invariant alone. */
function sent(attributes: string, ...rules: readonly string[]): Readonly<Record<string, Json>> {
  const invariants = rules.map((rule, index) => `  r${index + 1}: { entity: Row, rule: '${rule}' }`).join('\n');
  const { value, diagnostics } = parseSpec({ main: 'a.devmatrix.yaml', read: () => `devmatrix: 1\nname: a\nentities:\n  Row: { attributes: { ${attributes} } }\ninvariants:\n${invariants}\n` });
  assert.deepEqual(diagnostics.map(({ message }) => message), []);
  assert.ok(value !== undefined);
  const fixture = fixtureFor(value, 'Row');
  assert.ok(!('skipped' in fixture), JSON.stringify(fixture));
  const broken = value.invariants.map((invariant) => {
    const found = invariantCaseOf(value, invariant, 0);
    if ('skipped' in found) return [invariant.name, found.skipped];
    assert.equal(found.call.expected.code, `invariant_${invariant.name}`);
    assert.equal(found.call.expected.otherCodes, undefined);
    return [invariant.name, inWords(found.call)];
  });
  const [made] = fixture.steps;
  assert.ok(made?.kind === 'call');
  return Object.fromEntries([['row', inWords(made)], ...broken]) as Readonly<Record<string, Json>>;
}

function inWords({ call }: Pick<FlowCase['call'], 'call'>): string {
  return Object.values(call.body as Readonly<Record<string, Json>>).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)).replace('2030-01-15T', '').replace(':00.000Z', '')).join(' ');
}

it('gives two timestamps a distance between a least and a greatest one', () => {
  assert.deepEqual(sent('startsAt: timestamp, endsAt: timestamp', 'self.endsAt > self.startsAt', 'self.endsAt - self.startsAt <= duration("12h")'), { row: '09:00 15:00', r1: '09:00 09:00', r2: '09:00 22:00' });
  assert.deepEqual(sent('opensAt: timestamp, closesAt: timestamp', 'self.closesAt - self.opensAt >= duration("PT15M")', 'self.closesAt < self.opensAt + duration("PT90M")'), { row: '09:00 09:45', r1: '09:00 09:00', r2: '09:00 11:00' });
});

it('gives dates a distance in whole days', () => {
  assert.deepEqual(
    sent('from: date, until: date', 'self.until - self.from >= duration("P20D")', 'self.until <= self.from + duration("P22D")'),
    { row: '2030-01-15 2030-02-05', r1: '2030-01-15 2030-02-03', r2: '2030-01-15 2030-02-07' },
  );
});

it('meets bounds of integers, decimals and floats together', () => {
  assert.deepEqual(sent('low: integer, high: integer', 'self.high - self.low <= 10', 'self.high - self.low >= 6'), { row: '5 13', r1: '5 16', r2: '5 10' });
  assert.deepEqual(
    sent('floor: { type: decimal, precision: 8, scale: 2 }, ceiling: { type: decimal, precision: 8, scale: 2 }', 'self.ceiling > self.floor', 'self.ceiling - self.floor < decimal("0.05")'),
    { row: '5.00 5.02', r1: '5.00 5.00', r2: '5.00 11.00' },
  );
  assert.deepEqual(sent('least: number, most: number', 'self.most > self.least', 'self.most - self.least < 0.5'), { row: '5 5.25', r1: '5 5', r2: '5 6' });
});

it('keeps a chain of three inside of one length', () => {
  assert.deepEqual(
    sent('a: timestamp, b: timestamp, c: timestamp', 'self.a < self.b', 'self.b < self.c', 'self.c - self.a <= duration("1h")'),
    { row: '09:00 09:30 09:45', r1: '09:00 09:00 09:45', r2: '09:00 09:30 09:00', r3: '09:00 09:30 11:00' },
  );
});

it('meets bounds by constants and by the schema beside those between attributes', () => {
  assert.deepEqual(
    sent('a: { type: integer, maximum: 1010 }, b: { type: integer, multipleOf: 5 }', 'self.a >= 1000', 'self.b > self.a && self.b - self.a < 9'),
    { row: '1005 1010', r1: '999 1005', r2: '1005 1005' },
  );
});

it('counts durations and what may be missing', () => {
  assert.deepEqual(sent('shortest: duration, longest: duration', 'self.longest > self.shortest', 'self.longest - self.shortest <= duration("10m")'), { row: 'PT1H PT1H5M', r1: 'PT1H PT0S', r2: 'PT1H PT2H' });
  assert.deepEqual(
    sent('a: timestamp, b: { type: timestamp, nullable: true }', 'self.b == null || self.b > self.a', 'self.b == null || self.b - self.a <= duration("8h")'),
    { row: '09:00 13:00', r1: '09:00 09:00', r2: '09:00 18:00' },
  );
});

it('breaks no invariant that another one implies, as the order of refusals is open', () => {
  const { row, r1 } = sent('low: integer, high: integer', 'self.high > self.low', 'self.high - self.low >= 6');
  assert.deepEqual([row, r1], ['5 11', 'No values of a request break r1 alone.']);
});

it('chooses inputs of a flow between the bounds that its steps ask for one after the other', () => {
  const { value } = parseSpec({ main: 'a.devmatrix.yaml', read: () => `devmatrix: 1
name: a
entities:
  Booking: { attributes: { startsAt: timestamp, endsAt: timestamp }, endpoints: { only: [list, read] } }
flows:
  book:
    trigger: { http: 'POST /bookings', status: 201, body: { startsAt: timestamp, endsAt: timestamp } }
    steps:
      - require: input.endsAt > input.startsAt
        otherwise: { status: 422, code: bad_order, message: Order. }
      - require: 'input.endsAt - input.startsAt <= duration("12h")'
        otherwise: { status: 422, code: too_long, message: Long. }
      - require: 'input.endsAt - input.startsAt >= duration("30m")'
        otherwise: { status: 422, code: too_short, message: Short. }
      - create: Booking
        values: { startsAt: input.startsAt, endsAt: input.endsAt }
      - return: booking
` });
  const [flow] = value?.flows ?? [];
  assert.ok(value !== undefined && flow !== undefined);
  const cases = flowCases(value, flow).map((found) => ('skipped' in found ? found.skipped : `${found.call.expected.code ?? 'booked'} ${inWords(found.call)}`));
  assert.deepEqual(cases.filter((text) => !text.startsWith('bad_order ')), ['booked 09:00 15:00', 'too_long 09:00 2030-01-16T09:00', 'too_short 09:00 09:15']);
  assert.equal(cases.length, 4);
});
