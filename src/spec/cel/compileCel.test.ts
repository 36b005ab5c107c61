import assert from 'node:assert/strict';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Expression, ExpressionType } from '../../ir/expression.ts';
import { readSource } from '../readSource.ts';
import { valueOf } from '../source.ts';
import type { Scope } from './celScope.ts';
import { scalar, textStating, withMembers } from './celTypes.ts';
import { compileCel } from './compileCel.ts';

const order: Readonly<Record<string, ExpressionType>> = {
  id: scalar('string'), total: scalar('decimal'), count: scalar('int'), weight: scalar('double'), note: { kind: 'string', nullable: true }, paidAt: { kind: 'timestamp', nullable: true },
  placedAt: scalar('timestamp'), day: scalar('date'), status: withMembers({ kind: 'string', nullable: false }, ['OPEN', 'PAID']), tags: { kind: 'list', items: scalar('string'), nullable: false },
  lasts: textStating('duration', false), pause: textStating('duration', true),
};
const scope: Scope = {
  model: { attribute: (_, name) => (Object.hasOwn(order, name) ? order[name] : undefined), attributes: () => Object.keys(order), relation: () => undefined, relations: () => [] },
  variables: new Map<string, ExpressionType>([
    ['order', { kind: 'entity', entity: 'Order', nullable: false }], ['maybe', { kind: 'entity', entity: 'Order', nullable: true }],
    ['items', { kind: 'list', items: { kind: 'entity', entity: 'Order', nullable: false }, nullable: false }], ['now', scalar('timestamp')],
  ]),
  facts: new Set(), relationsOfSelf: 'hidden',
};

function compile(yaml: string): { readonly expression: Expression | undefined; readonly problems: readonly string[]; readonly places: readonly string[] } {
  const node = valueOf(readSource('spec.yaml', yaml).value, 'e');
  assert.ok(node?.kind === 'scalar');
  const diagnostics: Diagnostic[] = [];
  const expression = compileCel(node, scope, diagnostics)?.expression;
  return { expression, problems: diagnostics.map(({ code }) => code), places: diagnostics.map(({ span }) => yaml.slice(span.start, span.end)) };
}

/** The expression with its types, short: `decimal(int)` stands where the checker promoted. */
function typed(source: string): string {
  const { expression, problems } = compile(`e: |-\n  ${source}`);
  assert.deepEqual(problems, [], source);
  return expression === undefined ? '' : expression.type.kind + (expression.type.nullable ? '?' : '');
}

it('knows the types of what is well formed', () => {
  const types = {
    'order.total * order.count': 'decimal', 'order.total > 0.00': 'bool', 'order.count / 2': 'int', 'order.weight * 2': 'double', '"No. " + string(order.count)': 'string',
    'now - duration("72h")': 'timestamp', 'now - order.placedAt': 'duration', 'order.day < now': 'bool', 'date(now)': 'date', 'order.day == "2026-01-31"': 'bool',
    'sum(items.map(i, i.total))': 'decimal', 'items.filter(i, i.status == "OPEN").size() > 0': 'bool', 'items.all(i, i.total > 1)': 'bool', 'order.note == null': 'bool',
    'order.note != null ? order.note : ""': 'string', 'order.note != null && size(order.note) > 3': 'bool', 'order.note == null || size(order.note) > 3': 'bool', 'has(order.note) && order.note == "a"': 'bool',
    '!(order.note == null) && size(order.note) > 1': 'bool', 'maybe != null && maybe.total > 1.5': 'bool', 'order.status in ["OPEN", "PAID"]': 'bool', '"a" in order.tags': 'bool', 'min(order.total, 5)': 'decimal',
    'order.tags + ["a"]': 'list', '[] + order.tags + [order.status]': 'list', 'items + items.filter(i, i.total > 1)': 'list', 'round(order.total / 3, 2)': 'decimal', 'order.count > 1 ? order.total : 0.00': 'decimal', '{"a": 1}': 'record', '-order.total': 'decimal', 'order.note': 'string?', 'order["total"]': 'decimal', 'uuid()': 'string',
  };
  for (const [source, type] of Object.entries(types)) assert.equal(typed(source), type, source);
});

it('promotes integers and literals next to decimals, exactly', () => {
  const { expression } = compile('e: order.total > 0.10');
  assert.ok(expression?.kind === 'binary' && expression.right.kind === 'literal');
  assert.deepEqual([expression.right.value, expression.right.type.kind], ['0.1', 'decimal']);
  const product = compile('e: order.total * order.count').expression;
  assert.ok(product?.kind === 'binary' && product.right.kind === 'call');
  assert.equal(product.right.function, 'decimal');
});

it('refuses what has no meaning, at its place', () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ['order.totl > 1', 'DM1302', 'totl'], ['oder.total', 'DM1301', 'oder'], ['PAID', 'DM1301', 'PAID'], ['order.status == "PIAD"', 'DM1307', '"PIAD"'], ['order.status in ["OPEN", "X"]', 'DM1307', '"X"'],
    ['order.total * order.weight', 'DM1304', 'order.total * order.weight'], ['order.count + "a"', 'DM1304', 'order.count + "a"'], ['order.paidAt < now', 'DM1306', 'order.paidAt'], ['size(order.note)', 'DM1306', 'order.note'],
    ['maybe.total', 'DM1306', 'maybe'], ['order.count && true', 'DM1305', 'order.count'], ['siez(items)', 'DM1308', 'siez'], ['size()', 'DM1309', 'size()'], ['items[0]', 'DM1310', 'items[0]'],
    ['duration("3 days")', 'DM1312', '"3 days"'], ['order.total >', 'DM1300', '>'], ['9007199254740993', 'DM1313', '9007199254740993'], ['order == order', 'DM1304', 'order == order'], ['[1, "a"]', 'DM1304', '"a"'],
    ['order.count == null', 'DM1311', 'order.count == null'], ['items.map(i, i.totl)', 'DM1302', 'totl'], ['order.placedAt + 3', 'DM1304', 'order.placedAt + 3'], ['order.tags + "a"', 'DM1304', 'order.tags + "a"'], ['order.tags + [1]', 'DM1304', 'order.tags + [1]'], ['order.tags - order.tags', 'DM1304', 'order.tags - order.tags'],
  ];
  for (const [source, code, place] of refused) {
    const { problems, places } = compile(`e: '${source.replaceAll("'", "''")}'`);
    assert.deepEqual(problems, [code], source);
    if (code !== 'DM1300') assert.deepEqual(places, [place], source);
  }
});

it('points into the text however YAML quotes it', () => {
  for (const yaml of ['e: order.totl', "e: 'order.totl'", 'e: "order.totl"', "e: '\"it''s\" == order.totl'", 'e: "\\"a\\" == order.totl"', 'e: |\n  1 == 1 &&\n  order.totl', 'e: >-\n  "x" ==\n    order.totl\n', 'e: "\\"\\u00e9\\" ==\n  order.totl"']) {
    assert.deepEqual(compile(yaml).places, ['totl'], yaml);
  }
});

it('forgets what a negation or a disjunction does not tell', () => {
  for (const source of ['order.note != null || size(order.note) > 1', '!(order.note != null) && size(order.note) > 1', 'order.note == null && size(order.note) > 1', 'order.note != null ? 1 : size(order.note)']) {
    assert.deepEqual(compile(`e: '${source}'`).problems, ['DM1306'], source);
  }
});

it('survives any text', () => {
  for (const source of ['', '((((', '"', 'a.b.c.d', '1..2', 'x.y(', '\u0000', '\u{1F600}', `${'('.repeat(5000)}1`, 'a'.repeat(50_000), 'b"abc"', '1u', 'for', '__proto__', 'constructor', 'order.__proto__', 'order.constructor', 'toString()', 'order.map(map, map)', 'has(1)', 'order[order]', '{1: 2}', 'x ? y']) {
    const diagnostics: Diagnostic[] = [];
    compileCel({ kind: 'scalar', value: source, text: source, span: { file: 'f', start: 0, end: source.length } }, scope, diagnostics);
    assert.ok(diagnostics.length > 0, source.slice(0, 40));
  }
});

it('reads a stored duration as a duration, and writes one as text', () => {
  const { expression } = compile('e: now + order.lasts');
  assert.ok(expression?.kind === 'binary' && expression.right.kind === 'call');
  assert.deepEqual([expression.right.function, expression.type.kind], ['duration', 'timestamp']);
  const types = { 'order.lasts > duration("P1D")': 'bool', 'order.lasts == "90m"': 'bool', 'order.pause != null && order.lasts + order.pause < duration("1d")': 'bool', 'max(order.lasts, duration("1h"))': 'duration', '-order.lasts': 'duration' };
  for (const [source, type] of Object.entries(types)) assert.equal(typed(source), type, source);
  const record = compile("e: '{\"left\": order.placedAt - now}'").expression;
  assert.ok(record?.kind === 'record' && record.fields[0]?.value.kind === 'call');
  assert.equal(record.fields[0].value.function, 'string');
  assert.deepEqual(compile('e: now + order.pause').problems, ['DM1306']);
});

it('leaves null null where decimals are chosen', () => {
  const { expression } = compile('e: "order.total > 1.00 ? null : order.count > 1 ? 0.5 : order.total"');
  assert.deepEqual(expression?.kind === 'conditional' ? [expression.then.kind === 'literal' && expression.then.value, expression.type] : [], [null, { kind: 'decimal', nullable: true }]);
});
