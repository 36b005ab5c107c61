import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ComplianceReport, Gap } from '../../../compliance/gap.ts';
import type { KeepingChecker } from '../../../pipeline/appChecker.ts';
import type { OpenChecker } from './openChecker.ts';
import { repairOf, repairsOfFile } from './repairs.ts';
import { AppSession } from './session.ts';

const spec = `devmatrix: 1
name: notes
entities:
  Note:
    attributes:
      text: { type: string }
      color: { type: string, nullable: true }
`;

interface Fixture {
  readonly session: AppSession;
  readonly opened: Map<string, string>;
  readonly path: (file: string) => string;
  readonly opens: () => number;
  readonly keeps: () => number;
}

/** A checker for which each attribute is to stand in `src/<attribute>.ts`, on a line of its own; it restores the line. */
function lineChecker({ onOpen, onKeep }: { readonly onOpen: () => void; readonly onKeep: () => void }): OpenChecker {
  return ({ application }) => {
    onOpen();
    const texts = new Map<string, string>();
    const attributes = application.entities.flatMap((entity) => entity.attributes.filter(({ generated }) => generated === undefined).map((attribute) => ({ key: `${entity.name}.${attribute.name}`, file: `src/${attribute.name}.ts`, attribute })));
    const check = (): ComplianceReport => {
      const gaps = attributes.filter(({ attribute, file }) => texts.get(file)?.includes(`${attribute.name}\n`) !== true).map(({ key, file, attribute }): Gap => ({
        code: 'DM4003', kind: 'missing', severity: 'error', key, message: `${key} is missing.`, at: { file, start: 0, end: 0 }, fileExists: texts.has(file),
        spec: attribute.span, expected: undefined, actual: undefined, related: [],
      }));
      const counts = { entities: 1, attributes: attributes.length, relations: 0, endpoints: 0, constraints: 0, states: 0, transitions: 0, flows: 0 };
      const nodes = attributes.map(({ key, file, attribute }) => ({ key, kind: 'attributes', parent: 'Note', label: attribute.name, spec: attribute.span, code: texts.has(file) ? { file, start: 0, end: 1 } : undefined, gaps: 0 } as const));
      return { strict: 1 - gaps.length / attributes.length, relaxed: 1, expected: counts, implemented: counts, gaps, nodes, unreadable: [] };
    };
    const checker: KeepingChecker = {
      updateFile(path, text) {
        if (text === undefined) texts.delete(path);
        else texts.set(path, text);
      },
      check,
      keep: onKeep,
      repair: ({ key, at: { file } }) => ({ kind: 'edits', edits: [{ file, start: 0, end: 0, text: `${key.slice('Note.'.length)}\n` }], files: new Map() }),
      repairAll: () => ({ rounds: 0, fixed: [], remaining: [], files: new Map(), refused: [], steps: [] }),
    };
    return Promise.resolve({ checker, words: () => [] });
  };
}

async function withSession(files: Readonly<Record<string, string>>, act: (fixture: Fixture) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-session-'));
  const path = (file: string): string => join(folder, 'app', file);
  mkdirSync(path('src'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path(file), text);
  const main = join(folder, 'notes.devmatrix.yaml');
  writeFileSync(main, spec);
  const opened = new Map<string, string>();
  let opens = 0;
  let keeps = 0;
  const session = new AppSession({ spec: main, app: join(folder, 'app') }, opened, lineChecker({ onOpen: () => { opens += 1; }, onKeep: () => { keeps += 1; } }));
  try {
    await act({ session, opened, path, opens: () => opens, keeps: () => keeps });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const keys = async (session: AppSession): Promise<readonly string[] | undefined> => (await session.check()).report?.gaps.map(({ key }) => key);
const whole = { 'src/text.ts': 'text\n', 'src/color.ts': '// mine\ncolor\n' };

it('compares what is open in editors before what is on disk', () => withSession(whole, async ({ session, opened, path }) => {
  assert.deepEqual(await keys(session), []);
  opened.set(path('src/color.ts'), '// mine\n');
  session.note(path('src/color.ts'));
  assert.deepEqual(await keys(session), ['Note.color']);
  opened.delete(path('src/color.ts'));
  session.note(path('src/color.ts'));
  assert.deepEqual(await keys(session), []);
}));

it('sees folders that go and come as a whole', () => withSession(whole, async ({ session, path }) => {
  assert.deepEqual(await keys(session), []);
  renameSync(path('src'), path('away'));
  session.note(path('src'));
  assert.deepEqual(await keys(session), ['Note.text', 'Note.color']);
  renameSync(path('away'), path('src'));
  session.note(path('src'));
  assert.deepEqual(await keys(session), []);
}));

it('shows gaps at the code, and those of files that do not exist at the spec', () => withSession({ 'src/text.ts': '// nothing\n' }, async ({ session, path }) => {
  const gaps = (await session.check()).report?.gaps ?? [];
  assert.deepEqual(gaps.map(({ key, isShownAtSpec, place }) => [key, isShownAtSpec, place.path === path('src/text.ts'), place.range.start.line]), [['Note.text', false, true, 0], ['Note.color', true, false, 6]]);
}));

it('keeps what it knows while the spec has errors, and opens it once for each text', () => withSession(whole, async ({ session, opened, path, opens }) => {
  await session.check();
  const main = path('../notes.devmatrix.yaml');
  opened.set(main, spec.replace('color:', 'colour:'));
  session.note(main);
  assert.deepEqual(await keys(session), ['Note.colour']);
  opened.set(main, spec.replace('color:', 'color: ['));
  session.note(main);
  const broken = await session.check();
  assert.deepEqual([broken.specHasErrors, broken.report?.gaps.map(({ key }) => key)], [true, ['Note.colour']]);
  opened.set(main, spec.replace('color:', 'colour:'));
  session.note(main);
  assert.equal((await session.check()).specHasErrors, false);
  assert.equal(opens(), 2);
}));

it('tells the tree again only when it is another one', () => withSession(whole, async ({ session, opened, path }) => {
  const first = await session.tree(0, 'all');
  assert.equal((await session.tree(first.revision, 'all')).entries, undefined);
  opened.set(path('src/text.ts'), '');
  session.note(path('src/text.ts'));
  const second = await session.tree(first.revision, 'gaps');
  assert.deepEqual(second.entries?.map(({ label, gaps, children }) => [label, gaps, children.map((child) => child.label)]), [['entities', 1, ['text']]]);
}));

it('gives the edits of a repair: whole lines of a file, or a new file', () => withSession({ 'src/color.ts': '// mine\n' }, async ({ session, path }) => {
  const repair = (key: string): unknown => session.ask((checked) => repairOf(checked, checked.gaps.find(({ gap }) => gap.key === key)?.id ?? ''));
  assert.deepEqual(await repair('Note.text'), { kind: 'edits', changes: { edits: [], newFiles: [{ path: path('src/text.ts'), text: 'text\n' }] } });
  const at = { line: 0, character: 0 };
  assert.deepEqual(await repair('Note.color'), { kind: 'edits', changes: { edits: [{ text: 'color\n', place: { path: path('src/color.ts'), range: { start: at, end: at } } }], newFiles: [] } });
  assert.deepEqual(await repair('Note.nothing'), { kind: 'gone' });
}));

it('repairs a file alone, and leaves the app as it was', () => withSession({ 'src/color.ts': '// mine\n' }, async ({ session }) => {
  const repair = await session.ask((checked) => repairsOfFile(checked, 'src/color.ts'));
  assert.deepEqual([repair?.fixed, repair?.remaining, repair?.changes.edits.map(({ text }) => text)], [['Note.color'], 0, ['color\n']]);
  assert.deepEqual(await keys(session), ['Note.text', 'Note.color']);
}));

it('keeps what it knows of the app, rehearses edits once while nothing is asked, and leaves the app as it was', () => withSession({ ...whole, 'src/text.ts': 'text\n// 12\n  a: f({ b: [1] }),\n' }, async ({ session, opened, path, keeps }) => {
  session.rehearse('much', 0);
  assert.deepEqual(await keys(session), []);
  const told: string[] = [];
  const checker = await session.ask((checked) => checked.checker);
  assert.ok(checker !== undefined);
  const updateFile = checker.updateFile.bind(checker);
  checker.updateFile = (file, text) => {
    told.push(text ?? '');
    updateFile(file, text);
  };
  session.rehearse('much', 0);
  session.rehearse('much', 0);
  await setTimeout(50);
  const text = 'text\n// 12\n  a: f({ b: [1] }),\n';
  assert.deepEqual(told, ['text\n// 13\n  a: f({ b: [1] }),\n', text, 'text\n// 12\n', text]);
  assert.equal(keeps(), 1);
  opened.set(path('src/text.ts'), '');
  session.note(path('src/text.ts'));
  assert.deepEqual(await keys(session), ['Note.text']);
}));
