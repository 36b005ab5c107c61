import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { completionsAt } from '../../src/language/completionsAt.ts';
import { definitionAt } from '../../src/language/definitionAt.ts';
import { diagnosticsOf, fixesAt } from '../../src/language/diagnostics.ts';
import { hoverAt } from '../../src/language/hoverAt.ts';
import { openSpec } from '../../src/language/openSpec.ts';
import { referencesOf } from '../../src/language/referencesOf.ts';
import { symbolsOf } from '../../src/language/symbolsOf.ts';
import type { SpecSymbol } from '../../src/language/types.ts';
import { applyEdits } from '../../src/base/textEdit.ts';

const root = new URL('../../', import.meta.url);
const examples = ['clinic/clinic.devmatrix.yaml', 'library/library.devmatrix.yaml', 'library/library.openapi.yaml', 'shop/shop.devmatrix.yaml', 'ticketing/ticketing.devmatrix.yaml'];
const scraps = ['"', "'", '{', '}', '[', ']', ':', ': ', '\n', '\r\n', '  ', '- ', '#', '&a ', '*a', '|', '>', ',', '\t', '😀', '.', '(', ')', '$ref: ', '\\', '?', '!', '---\n', '==', '0', '\uFEFF'];

/** Numbers below a bound, the same for each seed (a linear congruential generator). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function mutilated(whole: string, random: (below: number) => number): string {
  let text = random(6) === 0 ? whole.replaceAll('\n', '\r\n') : whole;
  for (let cuts = random(4); cuts > 0; cuts -= 1) {
    const at = random(text.length + 1);
    const rest = random(5) === 0 ? '' : text.slice(at + random(2) * random(30));
    text = text.slice(0, at) + (random(2) === 0 ? (scraps[random(scraps.length)] ?? '') : '') + rest;
  }
  return text;
}

/** Asks everything at an offset and checks what can be checked of any answer. */
function askAll(text: string, path: string, offsets: readonly number[]): void {
  const document = openSpec({ path, read: (file) => (file === path ? text : undefined) });
  for (const offset of offsets) {
    for (const { replace, label } of completionsAt(document, offset)) {
      assert.ok(replace.start <= offset && offset <= replace.end && replace.end <= text.length, `${label} replaces ${replace.start}-${replace.end} at ${offset}`);
      assert.ok(!text.slice(replace.start, replace.end).includes('\n'), `${label} replaces more than a line`);
    }
    const hover = hoverAt(document, offset);
    assert.ok(hover === undefined || (hover.span.start <= offset && offset <= hover.span.end && hover.markdown !== ''));
    for (const { start, end } of definitionAt(document, offset)?.targets ?? []) assert.ok(start >= 0 && start <= end && end <= text.length);
    fixesAt(document, { start: offset, end: offset });
  }
  referencesOf(document, offsets[0] ?? 0);
  diagnosticsOf(document);
  for (const symbol of symbolsOf(document)) checkNesting(symbol);
}

function checkNesting({ name, span, selection, children }: SpecSymbol): void {
  assert.ok(name !== '' && span.start <= selection.start && selection.end <= span.end, name);
  for (const child of children) {
    assert.ok(span.start <= child.span.start && child.span.end <= span.end, `${child.name} in ${name}`);
    checkNesting(child);
  }
}

for (const [index, file] of examples.entries()) {
  it(`answers at any offset of ${file}, whole and mutilated`, () => {
    const whole = readFileSync(new URL(`examples/${file}`, root), 'utf8');
    const random = randomOf(index + 1);
    for (let round = 0; round < 8; round += 1) {
      const text = round === 0 ? whole : mutilated(whole, random);
      askAll(text, file, [0, text.length, ...Array.from({ length: 20 }, () => random(text.length + 1))]);
    }
  });
}

it('answers at every offset of small odd texts', () => {
  for (const text of ['', '\uFEFF', ' ', '\n', '-', ':', 'a:', '- - -', '{', '[{', '"', 'a: "', "a: '", 'a: |', 'a: >\n\n', '? a\n: b', '--- \n...', '{"a":', '[[[', 'a: &x\nb: *x', '<<: *a', 'openapi: 3.1.0', 'devmatrix: 1', 'devmatrix', '{"openapi": "3.1.0", "paths": {"/": {"', '# c', 'a: # c', '\t', 'a:\r\n  b:\r\n']) {
    for (const path of ['a.yaml', 'a.json', 'a.devmatrix.yaml']) askAll(text, path, Array.from({ length: text.length + 1 }, (_, offset) => offset));
  }
});

it('has an answer to offsets outside of the text and to files that are not there', () => {
  const document = openSpec({ path: 'a.yaml', read: () => undefined });
  assert.deepEqual([completionsAt(document, 99), hoverAt(document, -1), definitionAt(document, 99), symbolsOf(document)], [[], undefined, undefined, []]);
  assert.deepEqual(diagnosticsOf(document).map(({ code }) => code), ['DM1014']);
});

it('gives fixes as edits of the text', () => {
  const text = 'devmatrix: 1\nname: a\nentities:\n  Order:\n    atributes: { a: string }\n';
  const document = openSpec({ path: 'a.yaml', read: () => text });
  const at = text.indexOf('atributes') + 2;
  const [offer] = fixesAt(document, { start: at, end: at });
  assert.deepEqual([offer?.diagnosticCode, offer?.preferred, offer?.fixes.map(({ label }) => label)], ['DM1100', offer?.fixes[0]?.id, [offer?.fixes[0]?.label]]);
  assert.equal(applyEdits(text, offer?.fixes[0]?.edits ?? []), text.replace('atributes', 'attributes'));
  assert.deepEqual(fixesAt(document, { start: 0, end: 3 }), []);
  assert.ok(!('fixes' in (diagnosticsOf(document)[0] ?? {})));
});

it('answers about huge documents without reading them again', () => {
  const schemas = Object.fromEntries(Array.from({ length: 6000 }, (_, index) => [`Thing${index}`, { type: 'object', properties: { id: { type: 'integer' }, next: { $ref: `#/components/schemas/Thing${(index * 7) % 6000}` }, text: { type: 'string', description: 'x'.repeat(100) } } }]));
  for (const text of [JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths: {}, components: { schemas } }), JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths: {}, components: { schemas } }, null, 2)]) {
    const document = openSpec({ path: 'a.json', read: () => text });
    const started = performance.now();
    for (let round = 1; round <= 40; round += 1) {
      const at = text.indexOf('"$ref"', Math.floor((text.length * round) / 41)) + 15;
      assert.notEqual(hoverAt(document, at), undefined);
      assert.notEqual(definitionAt(document, at), undefined);
      if (round % 10 === 0) assert.equal(completionsAt(document, at).length, 6000);
    }
    // A few milliseconds each on an idle machine; a scan of the whole text for each would take minutes.
    assert.ok(performance.now() - started < 20_000);
  }
});
