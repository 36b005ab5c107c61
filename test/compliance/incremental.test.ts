import assert from 'node:assert/strict';
import { deserialize, serialize } from 'node:v8';
import { nodePorts } from '../../src/node/nodePorts.ts';
import { specFiles } from '../../src/node/specFiles.ts';
import { readTemplates } from '../../src/node/templates.ts';
import { type AppChecker, type KeepingChecker, openAppChecker } from '../../src/pipeline/appChecker.ts';
import type { KeptPort } from '../../src/pipeline/kept.ts';
import { loadSpec } from '../../src/pipeline/loadSpec.ts';
import { lazyTarget } from '../../src/pipeline/targets.ts';
import { seededRandom } from '../support/seededRandom.ts';

/** A cache in memory, as a disk would keep it. */
function keptInMemory(): KeptPort & { readonly names: () => readonly string[] } {
  const files = new Map<string, Uint8Array>();
  return {
    names: () => [...files.keys()],
    encode: (value) => serialize(value),
    decode: (bytes) => deserialize(bytes) as unknown,
    read: (name) => {
      const file = files.get(name);
      return file === undefined ? undefined : deserialize(file) as unknown;
    },
    keep: (name, value) => { files.set(name, serialize(value)); },
  };
}

const kept = keptInMemory();
const spec = loadSpec(specFiles('examples/library/library.openapi.yaml'));
const texts = new Map<string, string>();

/** A checker of the app; those with a folder use what others of that folder have kept. */
async function open(app: ReadonlyMap<string, string>, folder?: string): Promise<KeepingChecker> {
  const target = lazyTarget('typescript', () => readTemplates('templates/typescript'));
  assert.ok(target !== undefined && spec.application !== undefined);
  const checker = await openAppChecker({ application: spec.application, spec, target, ...(folder === undefined ? {} : { folder }) }, { ...nodePorts, kept, build: 'test' });
  for (const [path, text] of app) checker.updateFile(path, text);
  return checker;
}

before(async () => {
  const target = await lazyTarget('typescript', () => readTemplates('templates/typescript'))?.load();
  assert.ok(target !== undefined && spec.application !== undefined);
  for (const { file } of target.emit(spec.application, 'app')) texts.set(file.path, file.formatted ? file.text : await nodePorts.formatter.format(file));
});

function reportOf(checker: AppChecker): string {
  return JSON.stringify(checker.check());
}

/** One of the ways in which people change a text: lines that go, come twice or change places, names and numbers that become others, files that go. */
function changed(text: string, random: ReturnType<typeof seededRandom>): string | undefined {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const put = (...now: readonly string[]): string => [...lines.slice(0, at), ...now, ...lines.slice(at + 1)].join('\n');
  switch (random.below(7)) {
    case 0: return put();
    case 1: return put(line, line);
    case 2: return put(`// ${line.trim()}`, line);
    case 3: return put(line.replace(/\b\d+\b/, '7'));
    case 4: return put(line.replace(/"(?<word>\w+)"/, '"$<word>x"'));
    case 5: return text.replaceAll(/\bconst (?<name>\w+) =/g, 'const $<name> = ');
    default: return random.below(4) === 0 ? undefined : put(line.replace('await ', ''));
  }
}

it('says after each of many edits what a checker says that begins with the files as they are, and what one says that reads what is kept', async () => {
  const random = seededRandom(20_261_121);
  const app = new Map(texts);
  const edited = await open(app, '/apps/edited');
  const paths = [...texts.keys()].filter((path) => /^(src|migrations)\/|\.(json|ya?ml)$/.test(path));
  const whole = reportOf(edited);
  edited.keep();
  for (let step = 0; step < 24; step += 1) {
    const path = random.pick(paths);
    const now = app.get(path) === texts.get(path) ? changed(texts.get(path) ?? '', random) : texts.get(path);
    edited.updateFile(path, now);
    // A file that does not parse says what it said before, which only the one knows that saw it.
    if (edited.check().unreadable.length > 0) {
      edited.updateFile(path, app.get(path));
      continue;
    }
    if (now === undefined) app.delete(path);
    else app.set(path, now);
    const report = reportOf(edited);
    assert.equal(report, reportOf(await open(app)), `${path}, step ${String(step)}`);
    if (step % 4 === 3) {
      assert.equal(report, reportOf(await open(app, '/apps/edited')), `${path}, step ${String(step)}, from what is kept`);
      edited.keep();
    }
  }
  for (const [path, text] of texts) edited.updateFile(path, text);
  assert.equal(reportOf(edited), whole);
  assert.equal(kept.names().length, 3);
}).timeout(300_000);

it('goes on with what the checker knew of the code that compared it with the spec before', async () => {
  const target = lazyTarget('typescript', () => readTemplates('templates/typescript'));
  const smaller = loadSpec({ ...specFiles('examples/library/library.openapi.yaml'), read: (path) => specFiles(path).read(path)?.replace(/maximum: \d+/, 'maximum: 77') });
  assert.ok(target !== undefined && smaller.application !== undefined);
  const checked = { application: smaller.application, spec: smaller, target };
  const first = await open(texts);
  first.check();
  const [after, fresh] = [await openAppChecker({ ...checked, previous: first }, nodePorts), await openAppChecker(checked, nodePorts)];
  for (const checker of [after, fresh]) for (const [path, text] of texts) checker.updateFile(path, text);
  assert.notEqual(after.check().gaps.length, 0);
  assert.equal(reportOf(after), reportOf(fresh));
}).timeout(60_000);
