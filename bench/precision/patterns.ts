import { camelCase } from '../../src/base/names.ts';
import type { AtomCase } from '../../src/ir/atom.ts';

/** Where a pattern stands: the entity, a number that differs within it, and one that differs in all of the app. */
export interface PatternPlace {
  readonly noun: string;
  readonly number: number;
  readonly seed: number;
}

export interface PatternUnit {
  /** Name of the function. */
  readonly name: string;
  readonly part: 'flow' | 'endpoint';
  /** Lines of the spec. */
  readonly text: string;
  readonly cases: readonly AtomCase[];
  readonly code: string;
}

export type Pattern = (place: PatternPlace) => PatternUnit;

/** Ten kinds of units in words. */
export const patterns: readonly Pattern[] = [sumOfActive, feeStep, closeOverdueStep, topByAmount, postpone, gradeStep, countByLevel, transferStep, dueSoon, restockStep];

type Rows = AtomCase['rows'];

function row(noun: string, name: string, values: Rows[number]['values']): Rows[number] {
  return { name, entity: noun, values: { name, amount: '10.00', quantity: 1, dueOn: '2030-06-01', active: true, level: 'LOW', ...values } };
}

function path({ noun, number }: PatternPlace, word: string): string {
  return `/${noun.toLowerCase()}/${word}-${String(number)}`;
}

function sumOfActive(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const least = 3 + (seed % 17);
  const name = `sumOf${noun}${String(number)}`;
  const repository = `${camelCase(noun)}Repository`;
  return {
    name, part: 'endpoint',
    text: `  GET ${path(place, 'sums')}:
    operationId: ${name}
    returns: { total: decimal, count: integer }
    access: authenticated
    do: The sum of the amounts of the active ${noun} rows with a quantity of at least ${String(least)} as total, with two digits after the point, and how many of them there are as count.`,
    cases: [
      {
        name: 'only active rows with enough of them count', arguments: {},
        rows: [row(noun, 'a', { amount: '10.50', quantity: least }), row(noun, 'b', { amount: '2.25', quantity: least + 5 }), row(noun, 'c', { amount: '7.00', quantity: least - 1 }), row(noun, 'd', { amount: '9.00', quantity: least, active: false })],
        expect: { result: { total: '12.75', count: 2 } },
      },
      { name: 'without rows it is nothing', arguments: {}, rows: [], expect: { result: { total: '0.00', count: 0 } } },
    ],
    code: `export async function ${name}(context: CallContext): Promise<SumOf${noun}${String(number)}Result> {
  const rows = await ${repository}.where(context, [["active", "==", true], ["quantity", ">=", ${String(least)}]]);
  return { total: toScale(sum(rows.map((row) => row.amount)), 2), count: rows.length };
}`,
  };
}

function feeStep(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const percent = 2 + (seed % 9);
  const least = 5 + (seed % 4);
  const flow = `fee${noun}${String(number)}`;
  const name = `${camelCase(`for ${noun} tariff ${String(number)} the fee`)}Step`;
  const argument = (amount: string): AtomCase['arguments'] => ({ bindings: { input: { amount } } });
  return {
    name, part: 'flow',
    text: `  ${flow}:
    trigger:
      http: POST ${path(place, 'fees')}
      status: 200
      body: { amount: decimal }
      access: authenticated
    steps:
      - do: For ${noun} tariff ${String(number)} the fee is ${String(percent)} percent of the amount, at least ${String(least)}.00, rounded to cents.
        as: fee
        returns: decimal
      - return: { fee: fee }`,
    cases: [
      { name: 'a large amount pays its share', rows: [], arguments: argument('1000.00'), expect: { result: `${String(percent * 10)}.00` } },
      { name: 'a small one pays the least fee', rows: [], arguments: argument('1.00'), expect: { result: `${String(least)}.00` } },
      { name: 'cents are rounded', rows: [], arguments: argument('1000.30'), expect: { result: ((percent * 100_030) / 10_000).toFixed(2) } },
    ],
    code: `export async function ${name}(_context: CallContext, bindings: { input: Fee${noun}${String(number)}Input }): Promise<string> {
  const fee = toScale(multiply(bindings.input.amount, "${(percent / 100).toFixed(2)}"), 2);
  return compare(fee, "${String(least)}.00") < 0 ? "${String(least)}.00" : fee;
}`,
  };
}

function closeOverdueStep(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const days = 2 + (seed % 25);
  const flow = `close${noun}${String(number)}`;
  const name = `${camelCase(`close ${noun} batch ${String(number)} every row`)}Step`;
  const repository = `${camelCase(noun)}Repository`;
  const now = '2030-03-31T10:00:00.000Z';
  const day = (before: number): string => new Date(Date.parse('2030-03-31T00:00:00Z') - before * 86_400_000).toISOString().slice(0, 10);
  return {
    name, part: 'flow',
    text: `  ${flow}:
    trigger:
      http: POST ${path(place, 'closings')}
      status: 204
      access: authenticated
    steps:
      - do: Close ${noun} batch ${String(number)}, every row whose dueOn is more than ${String(days)} days before the UTC day of now becomes inactive; others stay as they are.`,
    cases: [
      {
        name: 'rows that are overdue for longer become inactive', now, arguments: {}, rows: [row(noun, 'late', { dueOn: day(days + 1) }), row(noun, 'edge', { dueOn: day(days) }), row(noun, 'later', { dueOn: '2031-01-01' })],
        expect: { rows: { late: { active: false }, edge: { active: true }, later: { active: true } } },
      },
      { name: 'what is inactive stays so', now, arguments: {}, rows: [row(noun, 'off', { dueOn: '2031-01-01', active: false })], expect: { rows: { off: { active: false } } } },
    ],
    code: `export async function ${name}(context: CallContext): Promise<void> {
  const today = Date.parse(\`\${context.now.toISOString().slice(0, 10)}T00:00:00.000Z\`);
  const latest = new Date(today - ${String(days)} * 86_400_000).toISOString().slice(0, 10);
  const rows = await ${repository}.where(context, [["dueOn", "<", latest], ["active", "==", true]]);
  for (const row of rows) {
    await ${repository}.update(context, row, { active: false });
  }
}`,
  };
}

function topByAmount(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const most = 2 + (seed % 3);
  const name = `top${noun}${String(number)}`;
  const repository = `${camelCase(noun)}Repository`;
  const amounts = ['30.00', '50.00', '9.00', '40.00', '50.00'];
  const order = ['b', 'e', 'd', 'a', 'c'].slice(0, most);
  return {
    name, part: 'endpoint',
    text: `  GET ${path(place, 'tops')}:
    operationId: ${name}
    returns: [${noun}]
    access: authenticated
    do: The ${String(most)} rows of ${noun} with the level HIGH that have the largest amounts, the largest first, equal ones by name.`,
    cases: [
      {
        name: 'the largest first, equal ones by name, no other level', arguments: {},
        rows: [...['a', 'b', 'c', 'd', 'e'].map((key, index) => row(noun, key, { amount: amounts[index] ?? '1.00', level: 'HIGH' })), row(noun, 'z', { amount: '99.00', level: 'MID' })],
        expect: { result: order.map((key) => ({ id: { $key: key } })) },
      },
      { name: 'fewer when there are not as many', arguments: {}, rows: [row(noun, 'only', { level: 'HIGH' })], expect: { result: [{ id: { $key: 'only' } }] } },
    ],
    code: `export async function ${name}(context: CallContext): Promise<${noun}[]> {
  const rows = await ${repository}.where(context, [["level", "==", "HIGH"]]);
  return rows
    .sort((a, b) => compare(b.amount, a.amount) || (a.name < b.name ? -1 : 1))
    .slice(0, ${String(most)})
    .map(present${noun});
}`,
  };
}

function postpone(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const days = 5 + (seed % 20);
  const name = `postpone${noun}${String(number)}`;
  const repository = `${camelCase(noun)}Repository`;
  const argument: AtomCase['arguments'] = { input: { body: { id: { $key: 'row' } } } };
  const now = '2030-01-15T12:00:00.000Z';
  const moved = new Date(Date.parse('2030-01-15T00:00:00Z') + days * 86_400_000).toISOString().slice(0, 10);
  return {
    name, part: 'endpoint',
    text: `  POST ${path(place, 'delays')}:
    operationId: ${name}
    body: { id: uuid }
    returns: ${noun}
    status: 200
    access: authenticated
    do: Moves dueOn of the ${noun} with the given id ${String(days)} days later and gives the row. Fails with 409 and code too_late when dueOn lies before the UTC day of now, and with 404 when there is no such row.`,
    cases: [
      { name: 'due today it can still be moved', now, rows: [row(noun, 'row', { dueOn: '2030-01-15' })], arguments: argument, expect: { result: { dueOn: moved }, rows: { row: { dueOn: moved } } } },
      { name: 'due yesterday it is too late', now, rows: [row(noun, 'row', { dueOn: '2030-01-14' })], arguments: argument, expect: { failure: { status: 409, code: 'too_late' } } },
      { name: 'there is no such row', now, rows: [], arguments: { input: { body: { id: '00000000-0000-7000-8000-000000000000' } } }, expect: { failure: { status: 404 } } },
    ],
    code: `export async function ${name}(context: CallContext, input: { readonly body: Postpone${noun}${String(number)}Body }): Promise<${noun}> {
  const row = await ${repository}.findForUpdate(context, input.body.id);
  if (row === undefined) throw notFound("${noun}", input.body.id);
  if (row.dueOn < context.now.toISOString().slice(0, 10)) throw conflict("too_late", "It was due before today.");
  const dueOn = new Date(Date.parse(\`\${row.dueOn}T00:00:00.000Z\`) + ${String(days)} * 86_400_000).toISOString().slice(0, 10);
  return present${noun}(await ${repository}.update(context, row, { dueOn }));
}`,
  };
}

function gradeStep(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const [gold, silver] = [80 + (seed % 15), 40 + (seed % 20)];
  const flow = `grade${noun}${String(number)}`;
  const name = `${camelCase(`grade of ${noun} scheme ${String(number)} is`)}Step`;
  const graded = (points: number, result: string): AtomCase => ({ name: `${String(points)} points are ${result}`, rows: [], arguments: { bindings: { input: { points } } }, expect: { result } });
  return {
    name, part: 'flow',
    text: `  ${flow}:
    trigger:
      http: POST ${path(place, 'grades')}
      status: 200
      body: { points: integer }
      access: authenticated
    steps:
      - do: Grade of ${noun} scheme ${String(number)} is "GOLD" from ${String(gold)} points on, "SILVER" from ${String(silver)} points on, else "BRONZE".
        as: grade
        returns: string
      - return: { grade: grade }`,
    cases: [graded(gold, 'GOLD'), graded(gold - 1, 'SILVER'), graded(silver, 'SILVER'), graded(silver - 1, 'BRONZE')],
    code: `export async function ${name}(_context: CallContext, bindings: { input: Grade${noun}${String(number)}Input }): Promise<string> {
  const { points } = bindings.input;
  if (points >= ${String(gold)}) return "GOLD";
  return points >= ${String(silver)} ? "SILVER" : "BRONZE";
}`,
  };
}

function countByLevel(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const above = 20 + (seed % 30);
  const name = `levelsOf${noun}${String(number)}`;
  const repository = `${camelCase(noun)}Repository`;
  return {
    name, part: 'endpoint',
    text: `  GET ${path(place, 'levels')}:
    operationId: ${name}
    returns: [{ level: string, rows: integer }]
    access: authenticated
    do: For each of the levels LOW, MID and HIGH, in this order and also those without any, how many rows of ${noun} have it and an amount above ${String(above)}.00.`,
    cases: [
      {
        name: 'only amounts above count, each level is there', arguments: {},
        rows: [row(noun, 'a', { amount: `${String(above)}.01`, level: 'LOW' }), row(noun, 'b', { amount: `${String(above)}.00`, level: 'LOW' }), row(noun, 'c', { amount: '999.00', level: 'HIGH' }), row(noun, 'd', { amount: '998.00', level: 'HIGH' })],
        expect: { result: [{ level: 'LOW', rows: 1 }, { level: 'MID', rows: 0 }, { level: 'HIGH', rows: 2 }] },
      },
    ],
    code: `export async function ${name}(context: CallContext): Promise<LevelsOf${noun}${String(number)}ResultItem[]> {
  const rows = await ${repository}.where(context, [["amount", ">", "${String(above)}.00"]]);
  return (["LOW", "MID", "HIGH"] as const).map((level) => ({ level, rows: rows.filter((row) => row.level === level).length }));
}`,
  };
}

function transferStep(place: PatternPlace): PatternUnit {
  const { noun, number } = place;
  const flow = `transfer${noun}${String(number)}`;
  const name = `${camelCase(`move ${noun} stock ${String(number)} the given`)}Step`;
  const repository = `${camelCase(noun)}Repository`;
  const argument = (quantity: number): AtomCase['arguments'] => ({ bindings: { input: { fromId: { $key: 'from' }, toId: { $key: 'to' }, quantity }, source: { $row: 'from' }, target: { $row: 'to' } } });
  const rows = [row(noun, 'from', { quantity: 10 }), row(noun, 'to', { quantity: 3 })];
  return {
    name, part: 'flow',
    text: `  ${flow}:
    trigger:
      http: POST ${path(place, 'moves')}
      status: 204
      body:
        fromId: uuid
        toId: uuid
        quantity: { type: integer, minimum: 1, maximum: 100000 }
      access: authenticated
    steps:
      - load: ${noun}
        as: source
        by: input.fromId
        lock: true
      - load: ${noun}
        as: target
        by: input.toId
        lock: true
      - do: Move ${noun} stock ${String(number)}, the given quantity is taken from the source and added to the target. Fails with 409 and code not_enough when the source has less.`,
    cases: [
      { name: 'what one loses the other gets', rows, arguments: argument(4), expect: { rows: { from: { quantity: 6 }, to: { quantity: 7 } } } },
      { name: 'all of it may go', rows, arguments: argument(10), expect: { rows: { from: { quantity: 0 }, to: { quantity: 13 } } } },
      { name: 'more than there is may not', rows, arguments: argument(11), expect: { failure: { status: 409, code: 'not_enough' } } },
    ],
    code: `export async function ${name}(context: CallContext, bindings: { input: Transfer${noun}${String(number)}Input; source: ${noun}Row; target: ${noun}Row }): Promise<void> {
  const { input, source, target } = bindings;
  if (source.quantity < input.quantity) throw conflict("not_enough", "The source has less.");
  await ${repository}.update(context, source, { quantity: source.quantity - input.quantity });
  await ${repository}.update(context, target, { quantity: target.quantity + input.quantity });
}`,
  };
}

function dueSoon(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const days = 3 + (seed % 12);
  const name = `dueSoon${noun}${String(number)}`;
  const repository = `${camelCase(noun)}Repository`;
  const day = (after: number): string => new Date(Date.parse('2030-01-15T00:00:00Z') + after * 86_400_000).toISOString().slice(0, 10);
  return {
    name, part: 'endpoint',
    text: `  GET ${path(place, 'due')}:
    operationId: ${name}
    returns: [{ id: uuid, days: integer }]
    access: authenticated
    do: The active rows of ${noun} that are due from today (the UTC day of now) to ${String(days)} days later, both counted, each with the number of days until then, the soonest first, equal ones by name.`,
    cases: [
      {
        name: 'both ends count, what was due before and what is inactive does not', now: '2030-01-15T12:00:00.000Z', arguments: {},
        rows: [row(noun, 'a', { dueOn: day(days) }), row(noun, 'b', { dueOn: day(0) }), row(noun, 'c', { dueOn: day(-1) }), row(noun, 'd', { dueOn: day(days + 1) }), row(noun, 'e', { dueOn: day(1), active: false })],
        expect: { result: [{ id: { $key: 'b' }, days: 0 }, { id: { $key: 'a' }, days }] },
      },
      {
        name: 'equal ones by name', now: '2030-01-15T12:00:00.000Z', arguments: {}, rows: [row(noun, 'y', { dueOn: day(2) }), row(noun, 'x', { dueOn: day(2) })],
        expect: { result: [{ id: { $key: 'x' }, days: 2 }, { id: { $key: 'y' }, days: 2 }] },
      },
    ],
    code: `export async function ${name}(context: CallContext): Promise<DueSoon${noun}${String(number)}ResultItem[]> {
  const today = context.now.toISOString().slice(0, 10);
  const start = Date.parse(\`\${today}T00:00:00.000Z\`);
  const last = new Date(start + ${String(days)} * 86_400_000).toISOString().slice(0, 10);
  const rows = await ${repository}.where(context, [["active", "==", true], ["dueOn", ">=", today], ["dueOn", "<=", last]]);
  return rows
    .sort((a, b) => (a.dueOn === b.dueOn ? (a.name < b.name ? -1 : 1) : a.dueOn < b.dueOn ? -1 : 1))
    .map((row) => ({ id: row.id, days: Math.round((Date.parse(\`\${row.dueOn}T00:00:00.000Z\`) - start) / 86_400_000) }));
}`,
  };
}

function restockStep(place: PatternPlace): PatternUnit {
  const { noun, number, seed } = place;
  const lot = 6 + (seed % 11);
  const flow = `restock${noun}${String(number)}`;
  const name = `${camelCase(`lots of ${noun} order ${String(number)} the`)}Step`;
  const ordered = (missing: number, result: number): AtomCase => ({ name: `${String(missing)} missing take ${String(result)} lots`, rows: [], arguments: { bindings: { input: { wanted: missing + 5, present: 5 } } }, expect: { result } });
  return {
    name, part: 'flow',
    text: `  ${flow}:
    trigger:
      http: POST ${path(place, 'orders')}
      status: 200
      body: { wanted: integer, present: integer }
      access: authenticated
    steps:
      - do: Lots of ${noun} order ${String(number)}, the smallest whole number of lots of ${String(lot)} pieces by which present reaches wanted; 0 when it does already.
        as: lots
        returns: integer
      - return: { lots: lots }`,
    cases: [ordered(lot, 1), ordered(lot + 1, 2), ordered(0, 0), { name: 'more than wanted is there', rows: [], arguments: { bindings: { input: { wanted: 1, present: 90 } } }, expect: { result: 0 } }],
    code: `export async function ${name}(_context: CallContext, bindings: { input: Restock${noun}${String(number)}Input }): Promise<number> {
  const missing = bindings.input.wanted - bindings.input.present;
  return missing <= 0 ? 0 : Math.ceil(missing / ${String(lot)});
}`,
  };
}
