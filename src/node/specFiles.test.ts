import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { loadSpec } from '../pipeline/loadSpec.ts';
import { specFiles } from './specFiles.ts';

let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'devmatrix-spec-files-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

/** A document whose only answer is the schema at that address. */
function documentWith(ref: string): string {
  return JSON.stringify({
    openapi: '3.1.0', info: { title: 'Notes', version: '1' },
    paths: { '/note': { get: { responses: { 200: { description: 'A note.', content: { 'application/json': { schema: { $ref: ref } } } } } } } },
  });
}

function codesOf(path: string): readonly string[] {
  return loadSpec(specFiles(path)).diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

/** The errors of a document with that reference. */
function codesWith(ref: string): readonly string[] {
  const path = join(folder, 'notes.openapi.json');
  writeFileSync(path, documentWith(ref));
  return codesOf(path);
}

it('reads what a spec refers to in its folder and below, however the spec was named', () => {
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(join(folder, 'schemas', 'note.yaml'), 'type: object\nproperties:\n  text: { $ref: ../text.yaml }\n');
  writeFileSync(join(folder, 'text.yaml'), 'type: string\n');
  assert.deepEqual(codesWith('./schemas/note.yaml'), []);
  assert.deepEqual(codesOf(relative(process.cwd(), join(folder, 'notes.openapi.json'))), []);
});

it('takes a folder, a file that is not there and an impossible name for files that cannot be read', () => {
  mkdirSync(join(folder, 'schemas'));
  for (const ref of ['./schemas', './schemas/', '.', 'none.yaml', 'none/none.yaml', 'a\u0000b.yaml', `${'x'.repeat(5_000)}.yaml`]) assert.deepEqual(codesWith(ref), ['DM1206'], ref);
  assert.deepEqual(codesOf(folder), ['DM1014']);
  assert.deepEqual(codesOf(join(folder, 'none.yaml')), ['DM1014']);
});

it('reads nothing outside of the folder, through a link neither', () => {
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  writeFileSync(join(folder, 'secret.yaml'), 'type: string\n');
  symlinkSync(join(folder, 'secret.yaml'), join(inner, 'link.yaml'));
  const path = join(inner, 'notes.openapi.json');
  for (const ref of ['../secret.yaml', 'link.yaml']) {
    writeFileSync(path, documentWith(ref));
    assert.deepEqual(codesOf(path), ['DM1206'], ref);
  }
});

if (process.platform !== 'win32') {
  it('does not wait for a pipe', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    assert.deepEqual(codesWith('pipe.yaml'), ['DM1206']);
  });
}
