import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const workflow = (attributes: string, flow: string, rest = ''): string => generatedFiles(`devmatrix: 1
name: bins
entities:
  Aisle: { attributes: { name: string } }
  Bin:
    attributes: { ${attributes}, hits: { type: integer, default: 0, generated: flow } }
    relations: { aisle: { belongsTo: Aisle, optional: true } }${rest}
flows:
  hit:
    trigger: { http: 'POST /bins/{id}/hits', body: { by: { type: integer, minimum: 1, maximum: 9 } } }
    steps:
      - load: Bin
        by: input.id
${flow}
`).get('tests/generated/workflow/hit.test.ts') ?? '';

const counts = '      - update: bin\n        set: { hits: bin.hits + input.by }\n';

it('expects the number, date or amount that the test itself made unique, and nothing of what is computed from it', () => {
  const text = workflow('number: { type: integer, minimum: 1, unique: true }, day: { type: date, unique: true }, rate: { type: decimal, unique: true }', `${counts}      - return: { bin: bin, no: bin.number, double: bin.number * 2, day: bin.day, rate: bin.rate, hits: bin.hits }`);
  assert.match(text, /const bin = await aBin\(\)/);
  assert.match(text, /no: bin\.number, day: bin\.day, rate: bin\.rate, hits: \d+/);
  assert.doesNotMatch(text, /double:/);
  assert.match(text, /\{ number: bin\.number, day: bin\.day, rate: bin\.rate, hits: \d+/);
});

it('makes no test whose outcome depends on a number that is another in each test, and says so', () => {
  const text = workflow('number: { type: integer, minimum: 1, unique: true }', `      - require: bin.number % 2 == 0\n${counts}      - return: bin`);
  assert.match(text, /Not covered: happy: .* depends on values that are others in each test/);
  assert.doesNotMatch(text, /hit does its work/);
});

it('keeps the planned values of a composite unique in which a reference is null', () => {
  const text = workflow('number: { type: integer, minimum: 1 }', `${counts}      - return: bin`, '\n    unique: [[aisle, number]]');
  const [, number = ''] = /aBin\(undefined, \{ number: (\d+) \}\)/.exec(text) ?? [];
  assert.match(text, new RegExp(`number: ${number}, hits: \\d`));
});

it('looks rows up by the number that they have, and sends other numbers to unique attributes in each test', () => {
  const text = generatedFiles(`devmatrix: 1
name: tables
entities:
  Table: { attributes: { place: { type: integer, minimum: 1, unique: true }, seats: { type: integer, minimum: 1 } } }
flows:
  seat:
    trigger: { http: 'GET /tables/numbered/{no}', params: { no: integer } }
    steps:
      - { load: Table, where: place == input.no }
      - return: table
  build:
    trigger: { http: 'POST /builds', status: 201, body: { place: { type: integer, minimum: 1 }, seats: { type: integer, minimum: 1 } } }
    steps:
      - { create: Table, values: { place: input.place, seats: input.seats } }
      - return: table
`);
  assert.match(text.get('tests/generated/workflow/seat.test.ts') ?? '', /`\/tables\/numbered\/\$\{table\.place\}`/);
  const build = text.get('tests/generated/workflow/build.test.ts') ?? '';
  assert.match(build, /const place = uniqueInteger\(1, 2000000000\);/);
  assert.match(build, /body: \{ place, seats: \d+ \}/);
  assert.match(build, /expectFields\(\w+, \{ place, seats: \d+ \}\)/);
});

it('names no variable by a word of the language, whatever an attribute is called', () => {
  const text = generatedFiles(`devmatrix: 1
name: schools
entities:
  Course:
    attributes: { class: { type: string, pattern: '^[A-Z]{2}-[0-9]{3}$' }, title: { type: string, minLength: 1 } }
    endpoints: { list: { filter: [class, title] } }
`).get('tests/generated/contract/course.test.ts') ?? '';
  assert.match(text, /varied\('class', .*\(value\) => \(\{ class: value \}\)\)/);
  assert.match(text, /varied\('title', .*\(title\) => \(\{ title \}\)\)/);
});

it('makes rows that show who made them as the caller of the plan', () => {
  const text = generatedFiles(`devmatrix: 1
name: courses
auth: { scopes: [teacher] }
entities:
  Course: { attributes: { title: string, teacher: { type: string, generated: owner }, seats: { type: integer, default: 1, generated: flow } } }
flows:
  grow:
    trigger: { http: 'POST /courses/{id}/seats' }
    steps:
      - { load: Course, by: input.id }
      - { update: course, set: { seats: course.seats + 1 } }
      - return: course
`).get('tests/generated/workflow/grow.test.ts') ?? '';
  assert.match(text, /await aCourse\(by/);
  assert.match(text, /teacher: by\.subject/);
});

it('makes rows without a value where an invariant wants that', () => {
  const text = generatedFiles(`devmatrix: 1
name: teams
entities:
  Team: { attributes: { home: { enum: [RED, BLUE] }, away: { enum: [RED, BLUE], nullable: true } } }
invariants:
  colours: { entity: Team, rule: self.away == null || self.home != self.away }
`).get('tests/generated/support/factories.ts') ?? '';
  assert.match(text, /return \{ home: 'RED', away: null, \.\.\.given \}/);
});

it('gives two attributes that would have the same sample texts of their own', () => {
  const text = workflow('mail: { type: email, unique: true }, contact: email, place: { type: object, properties: { mail: email } }', `${counts}      - return: bin`);
  assert.doesNotMatch(text, /aBin\(undefined, \{[^)]*bin\.mail/);
  assert.match(text, /mail: bin\.mail, contact: '[^']+@example\.com', place: \{ mail: '[^']+@example\.com' \}/);
});
