import assert from 'node:assert/strict';
import { CursorIndex } from './cursorAt.ts';

/** The place and path around `|`, and what has been typed there. */
function around(marked: string): string {
  const offset = marked.indexOf('|');
  const cursor = new CursorIndex(marked.slice(0, offset) + marked.slice(offset + 1)).at(offset);
  return cursor === undefined ? 'nothing' : `${cursor.place} ${cursor.path.join('/')} ${cursor.style} "${cursor.token.typed}"`;
}

function check(cases: readonly (readonly [string, string])[]): void {
  for (const [marked, wanted] of cases) assert.equal(around(marked), wanted, marked);
}

it('knows where a cursor stands in block YAML', () => {
  check([
    ['|', 'open  block ""'], ['de|', 'open  block "de"'], ['a: |', 'value a block ""'], ['a:|', 'value a block ""'], ['a: x y |', 'value a block "x y "'],
    ['a:\n  |', 'open a block ""'], ['a:\n  b: 1\n  |', 'key a block ""'], ['a:\n  b: 1\n  c|\n  d: 2', 'key a block "c"'], ['a:\n  b|: 1', 'key a block "b"'],
    ['a:\n  b:\n    c: 1\n  |', 'key a block ""'], ['a:\n\n  # c\n  b: 1\n\n  |', 'key a block ""'], ['a:\r\n  b: 1\r\n  |\r\n  c: 2', 'key a block ""'],
    ['a: x\nb:\n    c: |', 'value b/c block ""'], ['"a b":\n  c: |', 'value a b/c block ""'], ['a: &x |', 'value a block ""'], ['---\na:\n  |', 'open a block ""'],
  ]);
});

it('counts the items of lists', () => {
  check([
    ['a:\n  - x: 1\n    |', 'key a/0 block ""'], ['a:\n  - x: 1\n  |', 'item a block ""'], ['a:\n- x: 1\n|', 'item a block ""'], ['a:\n- x: 1\n- |', 'open a/1 block ""'],
    ['a:\n  - x: 1\n  - y|', 'open a/1 block "y"'], ['a:\n  b:\n    - - x\n      - |', 'open a/b/0/1 block ""'], ['- a\n- b: |', 'value 1/b block ""'],
    ['s:\n  - a: 1\n  - b: 2\n    s:\n      - |\n  - c: 1', 'open s/1/s/0 block ""'],
  ]);
});

it('knows where a cursor stands in braces and brackets', () => {
  check([
    ['a: { b: 1, | }', 'key a flow ""'], ['a: { b: | }', 'value a/b flow ""'], ['a: { b: [x, |', 'value a/b/1 flow ""'], ["a: { b: 'POST |' }", 'value a/b flow "POST "'], ['a: { b: x > | }', 'value a/b flow "x > "'],
    ['a:\n  - s: { t: p.|', 'value a/0/s/t flow "p."'], ['a: {\n    b: 1,\n  c: |', 'value a/c flow ""'], ['{"a": {"b": "|"}}', 'value a/b json ""'], ['{"a": {"|"}}', 'key a json ""'],
    ['{"a": [1, {"c|": 1}]}', 'key a/1 json "c"'], ['{"a": "x|\n "b": 1}', 'value a json "x"'], ['{ // c\n "a": |}', 'value a json ""'], ['{"a\\"b": |}', 'value a"b json ""'],
  ]);
});

it('knows the long texts that a cursor stands in', () => {
  check([
    ['a: >\n  foo\n  b|', 'value a block "  foo\n  b"'], ['a: "x\n  y|', 'value a block "x\n  y"'], ['a:\n  r: x &&\n    y.|', 'value a/r block "x &&\n    y."'], ['a: >-\n  k: v\n  l|', 'value a block "  k: v\n  l"'],
  ]);
});

it('knows where nothing can stand', () => {
  check([['a: x # |', 'nothing'], ['# |', 'nothing'], ['a: [x, y]|', 'nothing'], ['a: "x"|', 'nothing'], ['{"a": 1 |}', 'value a json "1 "'], ['{"a": "b" |}', 'nothing'], ['--|-', 'nothing']]);
});

it('finds the same in the middle of a long text as in a short one', () => {
  const filler = Array.from({ length: 20_000 }, (_, index) => `"k${index}": {"a": [1, 2, {"b": "c"}]}`).join(', ');
  assert.equal(around(`{"x": {${filler}}, "y": [0, {"z": "v|"}], "more": {${filler}}}`), 'value y/1/z json "v"');
});
