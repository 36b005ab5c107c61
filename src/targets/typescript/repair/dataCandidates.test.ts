import assert from 'node:assert/strict';
import type { AppTexts } from '../../facts/repairer.ts';
import { typescriptRepairer } from './typescriptRepairer.ts';

function textsOf(path: string, text: string): AppTexts {
  return { read: (wanted) => (wanted === path ? text : undefined), paths: [path] };
}

/** The first way to mend `there`, where the words that `wanted` marks are missing. */
function firstWay(path: string, wanted: string, there: string, words: string): string | undefined {
  const start = wanted.indexOf(words);
  const request = { kind: 'missing', expected: { file: path, start, end: start + words.length }, actual: undefined, at: { file: path, start: 0, end: 0 } } as const;
  const [first] = typescriptRepairer.candidates(request, textsOf(path, wanted), textsOf(path, there));
  return first?.files.get(path);
}

const compose = 'services:\n  app:\n    image: app\n    environment:\n      PORT: "1"\n  database:\n    image: postgres\n    restart: always\n\nvolumes:\n  data: {}\n';

it('puts an entry of a YAML file back with all that is in it, behind the one before it, comments kept', () => {
  const there = '# mine\nservices:\n  app:\n    image: app # own\n    environment:\n      PORT: "1"\n\nvolumes:\n  data: {}\n';
  assert.equal(firstWay('compose.yaml', compose, there, 'restart: always'), '# mine\nservices:\n  app:\n    image: app # own\n    environment:\n      PORT: "1"\n  database:\n    image: postgres\n    restart: always\n\nvolumes:\n  data: {}\n');
});

it('puts the first entry of a YAML map before the others', () => {
  assert.equal(firstWay('compose.yaml', compose, compose.replace('    image: app\n', ''), 'image: app'), compose);
});

it('puts a value of a JSON file back, or the outermost part around it that is missing', () => {
  const wanted = '{\n  "a": {\n    "b": { "c": 1 },\n    "d": 2\n  }\n}\n';
  assert.deepEqual(JSON.parse(firstWay('x.json', wanted, '{\n  "a": {\n    "d": 2\n  },\n  "own": true\n}\n', '1') ?? ''), { a: { b: { c: 1 }, d: 2 }, own: true });
  assert.equal(firstWay('x.json', wanted, wanted.replace('2', '3'), '2'), wanted);
});

it('puts a line of SQL back behind the line before it', () => {
  const wanted = 'create table "a" (\n  "id" uuid not null,\n  "name" text,\n  constraint "a__pkey" primary key ("id")\n);\n';
  assert.equal(firstWay('1.sql', wanted, wanted.replace('  "name" text,\n', '').replace('uuid', 'uuid /* own */'), '"name" text')?.includes('"name" text,\n  constraint'), true);
});

it('proposes nothing that helps for texts that do not parse, and does not fail', () => {
  for (const there of ['a: [', '', '\t- :', '{{{{']) {
    assert.doesNotThrow(() => firstWay('compose.yaml', compose, there, 'restart: always'));
    assert.doesNotThrow(() => firstWay('x.json', '{ "a": 1 }', there, '1'));
  }
});
