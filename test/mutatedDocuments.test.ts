import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { applyEdits } from '../src/base/textEdit.ts';
import { parseSpec } from '../src/spec/parseSpec.ts';
import { readSource } from '../src/spec/readSource.ts';
import { toJson } from '../src/spec/source.ts';
import { seededRandom } from './support/seededRandom.ts';

const examples = ['shop/shop.devmatrix.yaml', 'ticketing/ticketing.devmatrix.yaml', 'library/library.openapi.yaml', 'clinic/clinic.devmatrix.yaml'].map((path) => ({ path, text: readFileSync(new URL(`../examples/${path}`, import.meta.url), 'utf8') }));
const mutantsOfEach = 100;

const oddities = ['', '~', '[]', '{}', '3', '-1', '1e400', 'true', '"', "'", '{', ']', '*a', '&a', '!!binary x', '<<: *a', '- ', ': ', '#', '\t', '|', '>-', '\u0000', '\ud800', '😀', '__proto__', '$ref', '"#/"', 'a'.repeat(3000), '[[[[', '? x', '%YAML 3', '---', '...'];

/** The text with one to three lines, words or characters taken away, doubled, exchanged or replaced. */
function mutant(text: string, random: () => number): string {
  const pick = (count: number): number => Math.floor(random() * count);
  let lines = text.split('\n');
  for (let times = 1 + pick(3); times > 0; times -= 1) {
    const at = pick(lines.length);
    const line = lines[at] ?? '';
    const word = [...line.matchAll(/[^\s,:{}[\]]+/g)];
    const found = word[pick(word.length)];
    const replaced = (by: string): string => (found === undefined ? line + by : line.slice(0, found.index) + by + line.slice(found.index + found[0].length));
    switch (pick(9)) {
      case 0: lines.splice(at, 1 + pick(3)); break;
      case 1: lines.splice(at, 0, line); break;
      case 2: lines[at] = `${' '.repeat(1 + pick(4))}${line}`; break;
      case 3: lines[at] = line.replace(/^ {1,3}/, ''); break;
      case 4: lines[at] = replaced(oddities[pick(oddities.length)] ?? ''); break;
      case 5: lines[at] = replaced(found?.[0].slice(1) ?? ''); break;
      case 6: { const other = pick(lines.length); [lines[at], lines[other]] = [lines[other] ?? '', line]; break; }
      case 7: lines[at] = line.slice(0, pick(line.length + 1)); break;
      default: lines = lines.slice(0, 1 + pick(lines.length));
    }
  }
  return lines.join('\n');
}

/** What is wrong with how a text is read, beside what is wrong in the text. */
function faultsOf(file: string, text: string): readonly string[] {
  const { diagnostics } = parseSpec({ main: file, read: (path) => (path === file ? text : undefined) });
  return diagnostics.flatMap(({ code, message, span, related, fixes }) => {
    const inside = [span, ...related.map((place) => place.span)].every(({ start, end }) => Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length);
    for (const fix of fixes) applyEdits(text, fix.edits());
    return [...(inside ? [] : [`${code} points out of the text: ${span.start}-${span.end} of ${text.length}`]), ...(/undefined|\[object|NaN/.test(message.replace(/"[^"]*"/g, '')) ? [`${code} says: ${message}`] : [])];
  });
}

for (const [index, { path, text }] of examples.entries()) {
  it(`reads ${mutantsOfEach} mutants of ${path} without failing, ranges within the text`, () => {
    const { next: random } = seededRandom(index + 1);
    for (let count = 0; count < mutantsOfEach; count += 1) {
      const changed = mutant(text, random);
      assert.deepEqual(faultsOf(path, changed), [], changed);
    }
  });

  it(`reads mutants of ${path} as JSON without failing, ranges within the text`, () => {
    const { next: random } = seededRandom(index + 101);
    const { value } = readSource(path, text);
    assert.ok(value);
    const json = JSON.stringify(toJson(value), undefined, 2);
    for (let count = 0; count < mutantsOfEach / 4; count += 1) {
      const changed = mutant(json, random);
      assert.deepEqual(faultsOf('spec.json', changed), [], changed);
    }
  });
}
