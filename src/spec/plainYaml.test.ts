import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readPlainYaml } from './plainYaml.ts';
import { readAnyYaml } from './readYaml.ts';

const examples = ['shop/shop.devmatrix', 'clinic/clinic.devmatrix', 'ticketing/ticketing.devmatrix', 'library/library.devmatrix', 'library/library.openapi']
  .map((name) => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8'));

/** Whether the text is read without the library; then the library must read the same, without a complaint. */
function isPlain(text: string): boolean {
  const plain = readPlainYaml('a.yaml', text);
  if (plain !== undefined) assert.deepEqual({ value: plain, diagnostics: [] }, readAnyYaml('a.yaml', text), text);
  return plain !== undefined;
}

it('reads the examples without the library, and as the library does', () => {
  for (const text of examples) assert.ok(isPlain(text));
});

it('reads what people write by hand as the library does', () => {
  const texts = [
    'a: 1\nb: -2\nc: 2.50\nd: 0\ne: true\nf: ~\ng: null\nh: False\ni: 1.0.0\nj: 3 days\nk: -x\nl: .x\n',
    'a: "x # y: z" # c\nb: \'it\'\'s\'\nc: "q \\"r\\" \\\\ \\n\\t\\/"\n"d e": 1\n\'f\': 2\n200: ok\n',
    'a:\n- b\n- c: 1\n  d: [1, two, {x: y, "z": 3}]\n-   - no\n', 'a:\n- b\n- c: 1\n  d: [1, two, {x: y, "z": 3}]\nb:\n  - {}\n  - []\n',
    'a: {\n  b: 1, # one\n\n  c: [\n    2,\n    3 ] }\nd: x', 'a: # about b\n  # and c\n  b: 1\n\n# end\nc: 2 # two  \n# last\n',
    'a: |\n  one\n   two\n\n  three\n\nb: |-\n    x\nc: >\n  folded\n  line\n\n\n  next\nd: >-\n  x', 'a: one\n  two\nb: one\n\n  two\n   three\n\nc: x\n', 'a: "über 日本 \u{1F600}"\nb: é\n',
  ];
  assert.deepEqual(texts.map((text) => [text, isPlain(text)]), texts.map((text) => [text, text !== texts[2]]));
});

it('leaves the rest to the library', () => {
  const texts = [
    '', '# only this\n', 'word\n', '- a\n', '{a: 1}\n', 'a: &x 1\nb: *x\n', 'a: !!str 1\n', '? a\n: b\n', '--- \na: 1\n', '%YAML 1.2\n', 'a: 1\n...\n', 'a:\n', 'a: 1\na: 2\n', 'a: 1\n b: 2\n', 'a:\n  b: 1\n c: 2\n',
    '<<: {a: 1}\n', 'a: b: c\n', 'a: {b, c}\n', 'a: [b: c]\n', 'a: {b: 1,}\n', 'a: {b: [1}\n', 'a: "x\n', 'a: "x\n  y"\n', 'a: "\\x41"\n', 'a: [\n1]\n', 'a: 1e3\n', 'a: 0x1f\n', 'a: +1\n', 'a: 1.\n', 'a: .5\n', 'a: .inf\n', 'a: 12345678901234567890\n',
    'a:\tb\n', 'a: b\r\n', '\u{feff}a: 1\n', 'a: |+\n  x\n\n', 'a: |2\n    x\n', 'a: >\n  x\n   y\n', 'a:b\n', 'a: @b\n', 'a: `b`\n', 'a: %b\n', 'a: x #y\n  z\n', 'a:\n  b: 1\n  # c\nd: 1\n', 'a: [x]y\n', 'a: {"b":1}\n', `a: ${'['.repeat(120)}${']'.repeat(120)}\n`,
  ];
  assert.deepEqual(texts.filter(isPlain), []);
});

it('reads no text in another way than the library does, however it was changed', () => {
  const bits = ['\n', ' ', '  ', ':', ': ', '- ', '#', ' #', '\n\n', '{', '}', '[', ']', ',', "'", '"', '|', '>', '|-\n', '\\', '&a ', '*a', '!x ', '? ', '<<', 'null', '1', '.', '~', '\n  ', '\n# c\n', ' # c', '%', '---', 'é', '1e3', '+', '\t', '""', '\n- ', '|\n', '>\n'];
  const random = generator(7);
  let plain = 0;
  for (const text of examples.map((example) => example.split('\n'))) {
    for (let round = 0; round < 400; round += 1) {
      const at = random(text.length);
      const lines = text.slice(at, at + 1 + random(14));
      const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
      let part = lines.map((line) => line.slice(Number.isFinite(margin) ? margin : 0)).join('\n');
      for (let changes = random(3); changes >= 0; changes -= 1) {
        const place = random(part.length + 1);
        part = part.slice(0, place) + (random(3) === 0 ? '' : bits[random(bits.length)] ?? '') + part.slice(place + random(2));
      }
      if (isPlain(part)) plain += 1;
    }
  }
  assert.ok(plain > 200, `${plain}`);
}).timeout(20_000);

/** Whole numbers below a limit, the same on every run: a linear congruential generator (Numerical Recipes). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
