import assert from 'node:assert/strict';
import { parseSpec } from '../parseSpec.ts';

const spec = ({ entity = '', attribute = '{ type: integer }', trigger = "{ http: 'POST /cages/{id}/clean' }", step = '' }): string => `devmatrix: 1
name: zoo
entities:
  Animal: { attributes: { name: string, born: date, bornAt: timestamp, legs: 'integer[]' } }
  Cage:
    attributes: { size: ${attribute} }
${entity}
flows:
  clean:
    trigger: ${trigger}
    steps:
      - load: Animal
        where: name == "Leo"
${step}
`;

const cases: readonly (readonly [Parameters<typeof spec>[0], RegExp])[] = [
  [{ step: '      - require: animal.name != ""\n        otherwise: { status: 409, code: thin, message: Too thin, feed it. }' }, /a comma ends a text: put the whole text in quotes/],
  [{ entity: '    id: { type: integer, generated: identity }' }, /numbered key stands among the `attributes`/],
  [{ entity: '    fields: { label: string }' }, /Write `attributes`/],
  [{ entity: '    access: public' }, /Write `endpoints: \{ access: \.\.\. \}`/],
  [{ entity: '    unique: [size]' }, /Each item is a list of names: `- \[a, b\]`/],
  [{ entity: '    relations: { animal: Animal }' }, /Write `\{ belongsTo: Animal \}`/],
  [{ attribute: '{ type: integer, required: true }' }, /`optional: true` may be left out/],
  [{ attribute: '{ type: string, values: [S, M] }' }, /Write `enum: \[A, B\]`/],
  [{ trigger: 'POST /cages/{id}/clean' }, /Write `\{ http: 'POST \/cages\/\{id\}\/clean' \}`/],
  [{ trigger: "{ http: 'POST /cages/:id/clean' }" }, /in braces: `\/cages\/\{id\}\/clean`/],
  [{ step: '      - if: animal.name == "Leo"' }, /Write `when: <condition>`/],
  [{ step: '      - require: animal.name != "" and animal.name != "Leo"' }, /Write && for "and"/],
  [{ step: '      - require: animal.name = "Leo"' }, /compared with == and !=/],
  [{ step: '      - require: animal.name === "Leo"' }, /compared with == and !=/],
  [{ step: '      - require: animal.name.length > 3' }, /Write `size\(animal\.name\)`/],
  [{ step: '      - require: animal.born < today()' }, /Write `date\(now\)`/],
  [{ step: '      - return: { done: Yes }' }, /A literal text has quotes of its own: '"Yes"'/],
  [{ step: '      - return: animal.legs + 4' }, /write a list: `list \+ \[item\]`/],
  [{ step: "      - require: animal.born > '2026-13-01'" }, /"2026-01-31"/],
  [{ step: "      - require: animal.bornAt == 'soon'" }, /"2026-01-31T12:00:00Z"/],
  [{ step: "      - load: Animal\n        as: late\n        where: born > '2026-02-30'" }, /"2026-01-31"/],
  [{ step: '      - let: { first: animal.legs[0], n: 1 }' }, /between \{ \} a text with \[ \] in it needs quotes/],
  [{ step: '      - let: { first: animal.name != "" ? 1 : 2, n: 1 }' }, /between \{ \} a text with ": " in it needs quotes/],
  [{ step: '      - require: animal.name != ""\n        otherwise: { status: 409, code: thin, message: Call #1 first. }' }, /a # behind a space begins a comment/],
  [{ step: "      - require: animal.name != \"\"\n        otherwise: { status: 409, code: thin, message: 'It's thin.' }" }, /between single quotes a ' is written twice/],
  [{ step: '      - require: "Leo" == animal.name' }, /a text that begins with a quote ends where that quote closes/],
  [{ step: '      - return: { old: !animal.name }' }, /a text that begins with "!" needs quotes/],
  [{ step: '      - require: !animal.legs.exists(leg, leg > 4)' }, /a text that begins with "!" needs quotes/],
  [{ step: "      - let: { first: 'animal.legs[0]' }" }, /One row is loaded by a step/],
  [{ step: '      - return: animal.legs.filter(leg => leg > 4)' }, /`list\.filter\(x, condition\)`/],
  [{ step: '      - return: ${animal.name}' }, /without braces/],
  [{ step: '      - require: animal.name is not null' }, /Write `== null` or `!= null`/],
  [{ step: '      - return: if(animal.name == "Leo", 1, 2)' }, /Write `condition \? a : b`/],
  [{ step: '      - return: now + 7' }, /`now \+ duration\("24h"\)`/],
  [{ step: '      - return: now + days(7)' }, /`duration\("24h"\) \* n`/],
  [{ step: '      - require: 1 < size(animal.legs) < 5' }, /`a < b && b < c`/],
  [{ step: '      - return: animal.name.substring(0, 2)' }, /`?do: \.\.\.`/],
  [{ step: '      - return: size(legs)' }, /read from its row: `animal\.legs`/],
  [{ step: '      - load: Animal\n        as: late\n        where: animal.name == "Leo"' }, /write `name` alone/],
  [{ step: '      - load: Animal\n        as: late\n        where: name == "Leo" || name == "Tom"' }, /`list\.filter\(row, condition\)`/],
];

it('says how what people write from habit is written here', () => {
  assert.deepEqual(parseSpec({ main: 'app.devmatrix.yaml', read: () => spec({}) }).diagnostics, []);
  for (const [parts, advice] of cases) {
    const { diagnostics } = parseSpec({ main: 'app.devmatrix.yaml', read: () => spec(parts) });
    assert.match(diagnostics[0]?.message ?? 'nothing is told', advice, JSON.stringify(parts));
  }
});
