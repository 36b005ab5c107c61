import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generatedFiles } from './support.ts';

const small = 'devmatrix: 1\nname: small\ntitle: Small\nversion: 1.0.0\nentities:\n  Note:\n    attributes: { text: { type: string } }\n    endpoints: { access: { read: public, write: public } }\n';

it('leaves out the runtime that an application has no use for', () => {
  const paths = [...generatedFiles(small).keys()];
  for (const path of ['src/http/auth.ts', 'src/events/dispatcher.ts', 'src/jobs/scheduler.ts', 'src/background.ts', 'src/shared/decimal.ts']) {
    assert.equal(paths.includes(path), false, path);
  }
  for (const path of ['src/main.ts', 'src/http/errorHandler.ts', 'package-lock.json', '.gitignore', 'docker/Dockerfile']) {
    assert.equal(paths.includes(path), true, path);
  }
});

it('fills in the application and leaves no marker of the templates', () => {
  const files = generatedFiles(small);
  assert.equal((JSON.parse(files.get('package.json') ?? '') as { name: string }).name, 'small');
  for (const [path, text] of files) assert.doesNotMatch(text, /\{\{[#/]/, path);
});

it('pins the scheduler for applications with schedules only', () => {
  const scheduled = `${small}flows:\n  tidy:\n    trigger: { schedule: '0 3 * * *' }\n    steps:\n      - load: Note\n        many: true\n        as: notes\n`;
  const dependenciesOf = (spec: string): readonly string[] => Object.keys((JSON.parse(generatedFiles(spec).get('package.json') ?? '') as { dependencies: object }).dependencies);
  assert.deepEqual(dependenciesOf(scheduled).filter((name) => !dependenciesOf(small).includes(name)), ['croner', 'pg-boss']);
});

it('loads data files of one name from the folder of whoever imports them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-start-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    write('package.json', '{ "type": "module" }');
    write('src/main.ts', generatedFiles(small).get('src/main.ts') ?? '');
    write('src/serve.ts', "import { rates } from './rates/rates.ts';\nimport { zones } from './zones/zones.ts';\nimport { join } from 'node:path';\nconsole.log(join(rates.name, zones.name));\n");
    for (const name of ['rates', 'zones']) {
      write(`src/${name}/${name}.ts`, `import data from './data.json' with { type: 'json' };\nimport { join } from 'node:path';\nexport const ${name} = { name: join(data.name, '') };\n`);
      write(`src/${name}/data.json`, JSON.stringify({ name }));
    }
    const { stdout, stderr } = spawnSync(process.execPath, ['src/main.ts'], { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout.trim(), join('rates', 'zones'), stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
