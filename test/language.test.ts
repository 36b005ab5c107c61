import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse, stringify } from 'yaml';
import { LineIndex } from '../src/base/span.ts';
import { celFunctions } from '../src/spec/cel/celFunctions.ts';
import { languageSchema } from '../src/spec/devmatrix/jsonSchema.ts';
import { parseSpec } from '../src/spec/parseSpec.ts';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/language.md', root), 'utf8');
const examples = [...page.matchAll(/```yaml ?(\w*)\n([\s\S]*?)```/g)].map((match) => ({ kind: match[1] ?? '', text: match[2] ?? '', line: page.slice(0, match.index).split('\n').length }));
const whole = examples[0]?.text ?? '';

/** An example as a spec: whole, top-level keys laid over the first example, the body of an entity, or the steps of a flow. */
function specOf(kind: string, text: string): string {
  if (text.startsWith('devmatrix:')) return text;
  const base = parse(whole) as Record<string, Record<string, unknown>>;
  const given = parse(text) as Record<string, Record<string, unknown>>;
  if (kind === 'entity') return stringify({ ...base, entities: { ...base['entities'], Example: given } });
  const flow = { trigger: { http: 'POST /try/{bookId}', body: { text: 'string' } }, steps: given };
  if (kind === 'steps') return stringify({ ...base, flows: { ...base['flows'], tryOut: flow } });
  const merged = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, key === 'auth' || key === 'infrastructure' ? value : { ...base[key], ...value }]));
  const adapted = given['auth'] === undefined ? {} : { auth: { ...given['auth'], scopes: { ...base['auth']?.['scopes'] as object, ...given['auth']['scopes'] as object } } };
  return stringify({ ...base, ...merged, ...adapted });
}

/** Diagnostics as lines of text, for comparison. */
function problemsOf(text: string): readonly string[] {
  const index = new LineIndex(text);
  return parseSpec({ main: 'spec.yaml', read: () => text }).diagnostics.map(({ code, message, span }) => `${index.positionAt(span.start).line}: ${code} ${message}`);
}

for (const { kind, text, line } of examples) {
  it(`reads the example of docs/language.md at line ${line}`, () => {
    assert.deepEqual(problemsOf(specOf(kind, text)), []);
  });
}

it('documents every function of expressions', () => {
  for (const name of Object.keys(celFunctions)) assert.match(page, new RegExp(`\`${name}\\(|, \`${name}\\(`), name);
});

for (const name of readdirSync(new URL('examples/', root))) {
  const files = readdirSync(new URL(`examples/${name}/`, root)).filter((file) => file.endsWith('.devmatrix.yaml'));
  for (const file of files) {
    it(`reads examples/${name}/${file}`, () => {
      assert.deepEqual(problemsOf(readFileSync(new URL(`examples/${name}/${file}`, root), 'utf8')), []);
    });
  }
}

const schemaFile = new URL('schemas/devmatrix.schema.json', root);
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

it('keeps schemas/devmatrix.schema.json current', () => {
  assert.equal(readFileSync(schemaFile, 'utf8'), `${JSON.stringify(languageSchema(), null, 2)}\n`, 'run node scripts/languageSchema.ts');
});

it('has a JSON Schema that accepts every example', () => {
  const specs = [
    ...examples.map(({ kind, text }) => specOf(kind, text)),
    ...readdirSync(new URL('examples/', root)).flatMap((name) => readdirSync(new URL(`examples/${name}/`, root)).filter((file) => file.endsWith('.devmatrix.yaml')).map((file) => readFileSync(new URL(`examples/${name}/${file}`, root), 'utf8'))),
  ];
  for (const spec of specs) assert.ok(validate(parse(spec)), JSON.stringify(validate.errors, null, 1).slice(0, 2000));
});

it('has a JSON Schema that refuses what the language does not have', () => {
  const refused = {
    'a misspelt key of an entity': ['attributes:', 'atributes:'],
    'a misspelt keyword of an attribute': ['minLength', 'minLenght'],
    'a misspelt step': ['- require:', '- requires:'],
    'a misspelt key of a step': ['by: input.id', 'bye: input.id'],
    'an unknown onDelete': ['cascade', 'cascading'],
    'an unknown operation': ['only: [list, read]', 'only: [list, get]'],
    'a status that is no failure': ['status: 409', 'status: 500'],
    'a misspelt key at the top': ['invariants:', 'invariant:'],
    'a missing name': ['name: library\n', ''],
  };
  for (const [what, [from, to]] of Object.entries(refused)) {
    const broken = whole.replace(from ?? '', to ?? '');
    assert.notEqual(broken, whole, what);
    assert.equal(validate(parse(broken)), false, what);
    assert.notDeepEqual(problemsOf(broken), [], what);
  }
});
