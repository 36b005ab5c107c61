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

it('puts an item of a YAML list in the place of one that says nearly the same', () => {
  const wanted = 'services:\n  app:\n    ports:\n      - "127.0.0.1:${PORT:-3000}:3000"\n';
  const there = 'services:\n  app:\n    ports:\n      - "${PORT:-3000}:8080" # mine\n      - "9229:9229"\n';
  assert.equal(firstWay('compose.yaml', wanted, there, '"127'), there.replace('"${PORT:-3000}:8080"', '"127.0.0.1:${PORT:-3000}:3000"'));
});

it('takes back what a later migration changed, and writes no SQL that means nothing', () => {
  const wanted = 'create table "a" (\n  "name" text not null default \'x\'\n);\n';
  const ways = (there: string, words: string, change: string): readonly (string | undefined)[] => {
    const [start, from] = [wanted.indexOf(words), there.indexOf(change)];
    const at = { file: '2.sql', start: from, end: from + change.length };
    const texts: AppTexts = { read: (path) => (path === '1.sql' ? wanted : path === '2.sql' ? there : undefined), paths: ['1.sql', '2.sql'] };
    const request = { kind: 'contradicts', expected: { file: '1.sql', start, end: start + words.length }, actual: at, at } as const;
    const found = [...typescriptRepairer.candidates(request, textsOf('1.sql', wanted), texts)].map(({ files }) => files.get('2.sql'));
    return found.filter((text) => text !== undefined && typescriptRepairer.isSound('2.sql', there, text));
  };
  const dropped = ways('-- mine\nalter table "a" alter column "name" drop not null;\ncreate view v as select 1;\n', 'not null', 'alter column "name" drop not null');
  assert.deepEqual(dropped.slice(0, 2), ['-- mine\ncreate view v as select 1;\n', '-- mine\nalter table "a" alter column "name" set not null;\ncreate view v as select 1;\n']);
  assert.equal(dropped.some((text) => text?.includes('"a" not null') === true), false);
  const one = ways('alter table "a" add column b int, alter name set default \'y\', drop column c;\n', "default 'x'", "alter name set default 'y'");
  assert.deepEqual(one.slice(0, 2), ['alter table "a" add column b int, drop column c;\n', 'alter table "a" add column b int, alter name set default \'x\', drop column c;\n']);
});

it('proposes nothing that helps for texts that do not parse, and does not fail', () => {
  for (const there of ['a: [', '', '\t- :', '{{{{']) {
    assert.doesNotThrow(() => firstWay('compose.yaml', compose, there, 'restart: always'));
    assert.doesNotThrow(() => firstWay('x.json', '{ "a": 1 }', there, '1'));
  }
});
