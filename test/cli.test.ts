import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckJson } from '../src/compliance/report/complianceJson.ts';
import type { GenerateReport } from '../src/pipeline/generateApp.ts';
import { lastRunPath } from '../src/pipeline/lastRun.ts';
import { manifestPath, parseManifest } from '../src/pipeline/manifest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shop = join(root, 'examples', 'shop', 'shop.devmatrix.yaml');
const built = join('.cache', 'test-cli');
let folder = '';

before(() => {
  const build = spawnSync(process.execPath, ['scripts/build.mjs', built], { cwd: root, encoding: 'utf8' });
  assert.equal(build.status, 0, build.stderr);
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devmatrix-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function cli(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [join(root, built, 'cli.js'), ...args], { cwd: folder, encoding: 'utf8' });
}

function generate(spec: string, out: string): GenerateReport {
  const run = cli('generate', spec, '--out', out, '--json');
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout) as GenerateReport;
}

function tree(below: string): ReadonlyMap<string, string> {
  const paths = readdirSync(below, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(paths.map((entry) => join(entry.parentPath, entry.name)).sort().map((path) => [path.slice(below.length), readFileSync(path, 'utf8')]));
}

it('answers bad usage with one sentence, the way to the help, and exit code 2', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['genrate', shop], /no command "genrate"/],
    [['generate'], /Which spec\?/],
    [['generate', 'absent.yaml'], /no file absent\.yaml/],
    [['plan', '.'], /\. is a folder/],
    [['generate', shop, '--out', shop], /is a file\. Name a folder/],
    [['generate', shop, '--budget', 'much'], /much is no amount of US dollars/],
    [['generate', shop, '--target', 'cobol'], /no target "cobol".*typescript/],
    [['generate', shop, '--colour'], /--colour/],
    [['verify', shop], /Which app\?/],
    [['verify', shop, '--app', 'absent'], /Generate the app first/],
    [['verify', shop, '--app', '.', '--database', 'mysql://x'], /--database takes local, docker, embedded or a postgres:\/\/ URL/],
    [['check', shop], /Which app\?/],
    [['check', shop, '--app', 'absent'], /Generate the app first/],
    [['repair', shop, '--app', '.', '--colour'], /--colour/],
    [['constructor'], /no command "constructor"/],
  ];
  for (const [args, message] of cases) {
    const run = cli(...args);
    assert.deepEqual([run.status, run.stdout, message.test(run.stderr)], [2, '', true], `${args.join(' ')}: ${run.stderr}`);
  }
});

it('gives errors of the spec their place, writes nothing and exits with 2', () => {
  for (const [name, text] of [['empty.yaml', ''], ['broken.yaml', 'devmatrix: 1\nname: [x\n'], ['other.yaml', 'services: {}\n'], ['typo.yaml', 'devmatrix: 1\nname: x\nentites: {}\n']] as const) {
    writeFileSync(join(folder, name), text);
    const run = cli('generate', name, '--out', 'app', '--json');
    const report = JSON.parse(run.stdout) as GenerateReport;
    const [first] = report.diagnostics;
    assert.equal(run.status, 2, name);
    assert.ok(first !== undefined && first.severity === 'error' && first.line >= 1 && first.file === name, name);
    assert.throws(() => readdirSync(join(folder, 'app')), /ENOENT/);
  }
});

it('says of broken YAML only where it breaks', () => {
  writeFileSync(join(folder, 'broken.yaml'), 'a: &a [x, x]\nb: [*a, *a\n');
  const report = JSON.parse(cli('generate', 'broken.yaml', '--json').stdout) as GenerateReport;
  assert.deepEqual(report.diagnostics.map(({ code }) => code), ['DM1002']);
});

it('writes at least 90 files for the shop, and nothing on a second run', () => {
  const first = generate(shop, 'app');
  assert.ok(first.files >= 90, String(first.files));
  assert.equal(first.written, first.files);
  assert.deepEqual(first.incomplete, []);
  const second = generate(shop, 'app');
  assert.deepEqual([second.written, second.unchanged], [0, first.files]);
});

it('gives the same bytes in another folder', () => {
  generate(shop, 'one');
  generate(shop, join('deep', 'er', 'two'));
  assert.deepEqual([...tree(join(folder, 'one'))], [...tree(join(folder, 'deep', 'er', 'two'))]);
});

it('generates nothing when the spec did not change, and tells what was edited', () => {
  const first = generate(shop, 'app');
  writeFileSync(join(folder, 'app', 'README.md'), 'mine\n');
  const { timingsMs, ...again } = generate(shop, 'app');
  assert.equal(timingsMs.generate, 0);
  assert.deepEqual(
    { ...again, timingsMs: first.timingsMs },
    { ...first, written: 0, unchanged: first.files - 1, kept: ['README.md'] },
  );
});

it('lists every file of the app in the manifest with what it was made from', () => {
  generate(shop, 'app');
  const manifest = parseManifest(readFileSync(join(folder, 'app', manifestPath), 'utf8'));
  const files = [...tree(join(folder, 'app')).keys()].map((path) => path.slice(1)).filter((path) => ![manifestPath, lastRunPath].includes(path));
  assert.deepEqual(Object.keys(manifest?.files ?? {}).sort(), files.sort());
});

it('does not follow a reference out of the folder of the spec', () => {
  mkdirSync(join(folder, 'spec'));
  writeFileSync(join(folder, 'secret.yaml'), 'Thing: { type: object, properties: { id: { type: string } } }\n');
  symlinkSync(join(folder, 'secret.yaml'), join(folder, 'spec', 'link.yaml'));
  for (const ref of ['../secret.yaml', join(folder, 'secret.yaml'), 'link.yaml', 'https://example.com/secret.yaml']) {
    const text = `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /things:\n    get:\n      responses:\n        '200': { description: ok, content: { application/json: { schema: { $ref: '${ref}#/Thing' } } } }\n`;
    writeFileSync(join(folder, 'spec', 'api.yaml'), text);
    const run = cli('generate', join('spec', 'api.yaml'), '--out', 'app', '--json');
    const report = JSON.parse(run.stdout) as GenerateReport;
    assert.ok(report.diagnostics.some(({ line, severity, message }) => line === 7 && severity === 'error' && /secret\.yaml|link\.yaml/.test(message)), `${ref}: ${run.stdout}`);
    assert.equal(run.status, 2);
  }
});

it('plans for people and as JSON without writing', () => {
  const text = cli('plan', shop);
  assert.equal(text.status, 0, text.stderr);
  assert.match(text.stdout, /Masterplan of shop: [\d,]+ units in \d+ waves/);
  assert.match(text.stdout, /Nothing in this spec needs a language model/);
  const plan = JSON.parse(cli('plan', shop, '--json').stdout) as { readonly units: readonly unknown[]; readonly waves: readonly unknown[] };
  assert.ok(plan.units.length > 90 && plan.waves.length > 1);
  assert.deepEqual(readdirSync(folder), []);
});

it('checks an app against its spec as text, JSON, SARIF and JUnit, and repairs it', () => {
  generate(shop, 'app');
  const clean = cli('check', shop, '--app', 'app');
  assert.deepEqual([clean.status, clean.stderr], [0, '']);
  assert.match(clean.stdout, /100 % compliance/);
  const routes = join(folder, 'app', 'src', 'api', 'routes', 'productRoutes.ts');
  const before = readFileSync(routes, 'utf8');
  writeFileSync(routes, `// Written by hand.\n${before.replace('status: 201', 'status: 200')}`);
  rmSync(join(folder, 'app', 'src', 'workflows', 'greetCustomer.ts'));

  const run = cli('check', shop, '--app', 'app', '--json', '--sarif', 'gaps.sarif', '--junit', 'gaps.xml');
  assert.equal(run.status, 1, run.stderr);
  const report = JSON.parse(run.stdout) as CheckJson;
  assert.deepEqual(report.gaps.map(({ code, key, file, line, fixable }) => [code, key, file, line, fixable]), [
    ['DM4216', 'POST /products status', 'src/api/routes/productRoutes.ts', 52, true], ['DM4501', 'flow:greetCustomer', 'src/workflows/greetCustomer.ts', 1, true],
  ]);
  assert.equal(report.expected.flows - report.implemented.flows, 1);
  const sarif = JSON.parse(readFileSync(join(folder, 'gaps.sarif'), 'utf8')) as { readonly runs: readonly { readonly results: readonly unknown[] }[] };
  assert.equal(sarif.runs[0]?.results.length, 2);
  assert.match(readFileSync(join(folder, 'gaps.xml'), 'utf8'), /<testcase classname="devmatrix\.flows" name="flow:greetCustomer" time="0">\s*<failure type="DM4501"/);

  const dry = cli('repair', shop, '--app', 'app', '--dry-run');
  assert.match(dry.stdout, /-\s+status: 200,\n\+\s+status: 201,/);
  assert.notEqual(readFileSync(routes, 'utf8'), `// Written by hand.\n${before}`);
  const repaired = cli('repair', shop, '--app', 'app', '--json');
  assert.equal(repaired.status, 0, repaired.stderr);
  const outcome = JSON.parse(repaired.stdout) as { readonly fixed: readonly string[]; readonly remaining: readonly string[]; readonly filesChanged: readonly string[] };
  assert.deepEqual([outcome.fixed, outcome.remaining], [['POST /products status', 'flow:greetCustomer'], []]);
  assert.equal(readFileSync(routes, 'utf8'), `// Written by hand.\n${before}`);
  assert.equal(cli('check', shop, '--app', 'app').status, 0);
});
