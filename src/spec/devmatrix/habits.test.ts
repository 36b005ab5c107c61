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
];

it('says how what people write from habit is written here', () => {
  assert.deepEqual(parseSpec({ main: 'app.devmatrix.yaml', read: () => spec({}) }).diagnostics, []);
  for (const [parts, advice] of cases) {
    const { diagnostics } = parseSpec({ main: 'app.devmatrix.yaml', read: () => spec(parts) });
    assert.match(diagnostics[0]?.message ?? 'nothing is told', advice, JSON.stringify(parts));
  }
});
