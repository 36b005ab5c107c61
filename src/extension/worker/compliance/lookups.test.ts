import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gap, NodeState } from '../../../compliance/gap.ts';
import type { KeepingChecker } from '../../../pipeline/appChecker.ts';
import { lensesOf } from './lenses.ts';
import { codeOf, placesOf, specOf } from './lookups.ts';
import { AppSession, type Checked } from './session.ts';

const spec = `devmatrix: 1
name: notes
entities:
  Note:
    attributes:
      text: { type: string, maxLength: 20 }
      color: { type: string }
  Tag:
    attributes:
      name: string
flows:
  tidy:
    trigger: { schedule: '0 3 * * *' }
    steps:
      - load: Note
        many: true
        as: notes
`;
const code = 'export const notes = table({\n  text: text(20),\n  color: text(),\n});\n';

/** An app that has the notes but not the tags; its color is said to be wrong. */
async function ask<T>(answer: (checked: Checked, app: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-lookups-'));
  try {
    writeFileSync(join(folder, 'notes.devmatrix.yaml'), spec);
    writeFileSync(join(folder, 'notes.ts'), code);
    const span = (words: string): { readonly file: string; readonly start: number; readonly end: number } => ({ file: 'notes.ts', start: code.indexOf(words), end: code.indexOf(words) + words.length });
    const session = new AppSession({ spec: join(folder, 'notes.devmatrix.yaml'), app: folder }, new Map(), ({ application }) => {
      const codes: Readonly<Record<string, NodeState['code']>> = { 'Note': { file: 'notes.ts', start: 0, end: code.length }, 'Note.text': span('text: text(20)'), 'Note.text.maxLength': span('20'), 'Note.color': span('color: text()') };
      const node = (key: string, kind: NodeState['kind'], at: Gap['spec']): NodeState => ({ key, kind, parent: undefined, label: key, spec: at, code: codes[key], gaps: 0 });
      const nodes = application.entities.flatMap((entity) => [node(entity.name, 'entities', entity.span), ...entity.attributes.map(({ name, span: at }) => node(`${entity.name}.${name}`, 'attributes', at))]);
      const [note] = application.entities;
      const color = note?.attributes.find(({ name }) => name === 'color');
      assert.ok(color !== undefined);
      const gap: Gap = { code: 'DM4006', kind: 'contradicts', severity: 'error', key: 'Note.color.nullable', message: 'Wrong.', at: span('text(),'), fileExists: true, spec: color.span, expected: undefined, actual: undefined, related: [] };
      const counts = { entities: 0, attributes: 0, relations: 0, endpoints: 0, constraints: 0, states: 0, transitions: 0, flows: 0 };
      const checker: KeepingChecker = {
        updateFile: () => undefined,
        check: () => ({ strict: 1, relaxed: 1, expected: counts, implemented: counts, gaps: [gap], nodes, unreadable: [] }),
        repair: () => ({ kind: 'refused', reason: 'It is a test.' }),
        keep: () => undefined, repairAll: () => ({ rounds: 0, fixed: [], remaining: [], files: new Map(), refused: [], steps: [] }),
      };
      return Promise.resolve({ checker, words: () => [{ words: 'Sorts the notes.', span: application.flows[0]?.steps[0]?.span ?? gap.spec, state: 'unwritten' }] });
    });
    const answered = await session.ask((checked) => ({ value: answer(checked, folder) }));
    assert.ok(answered !== undefined);
    return answered.value;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length - 1;

it('leads from code to the smallest part of the spec that stands there, gaps included', () => ask((checked, app) => {
  const at = (words: string): readonly (string | number | undefined)[] => {
    const found = specOf(checked, app, join(app, 'notes.ts'), code.indexOf(words) + 1);
    return [found?.key, found?.place.range.start.line];
  };
  assert.deepEqual(at('text: text(20)'), ['Note.text', lineOf(spec, 'text: {')]);
  assert.deepEqual(at('text(),'), ['Note.color.nullable', lineOf(spec, 'color: {')]);
  assert.deepEqual(at('export'), ['Note', lineOf(spec, 'Note:')]);
}));

it('leads from the spec to the code of the part at the cursor, else of the part around it', () => ask((checked, app) => {
  const at = (words: string): readonly unknown[] => {
    const found = codeOf(checked, join(app, 'notes.devmatrix.yaml'), spec.indexOf(words) + 1);
    return [found?.label, found?.places.map(({ key, place }) => [key, place.range.start.line])];
  };
  assert.deepEqual(at('text: {'), ['Note.text', [['Note.text', 1]]]);
  assert.deepEqual(at('maxLength'), ['Note.text', [['Note.text', 1]]]);
  assert.deepEqual(at('Note:'), ['Note', [['Note', 0]]]);
  assert.deepEqual(at('name: string'), ['Tag.name', []]);
  assert.deepEqual(at('devmatrix'), [undefined, undefined]);
  assert.equal(placesOf(checked, 'Tag')?.code, undefined);
  assert.equal(placesOf(checked, 'Note.color')?.code?.range.start.line, 2);
}));

it('counts above each part of the spec its gaps, what of it is not written and what is verified of it', () => ask((checked, app) => {
  const lenses = lensesOf(checked, join(app, 'notes.devmatrix.yaml')).map(({ label, range, gaps, open, code: at, operations }) => [label, range.start.line, gaps, open, at !== undefined, operations.length]);
  assert.deepEqual(lenses, [['Note', lineOf(spec, 'Note:'), 1, 0, true, 6], ['Tag', lineOf(spec, 'Tag:'), 0, 0, false, 6], ['tidy', lineOf(spec, 'tidy:'), 0, 1, false, 1]]);
  assert.deepEqual(lensesOf(checked, join(app, 'other.yaml')), []);
}));
