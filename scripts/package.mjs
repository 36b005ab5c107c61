// Packs the extension for a platform and asserts what is inside: only named folders, few files, a small archive.
// The formatter is a native module, so there is one archive per platform.
// Usage: node scripts/package.mjs [--target <platform of VS Code>|all]      this machine's unless told
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listFiles, PackageManager } from '@vscode/vsce';
import { formatterBindings } from './bundledFormatter.mjs';
import { packNative } from './packedNative.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** 1.2 MB of it are tiktoken's program and encoding, 2.8 MB the formatter's native module. */
const maxBytes = 6_000_000;
const maxFiles = 59;
const allowed = /^(package(\.nls(\.[a-z-]+)?)?\.json|README\.md|readme\.md|CHANGELOG\.md|changelog\.md|LICENSE(\.txt)?|(dist|schemas|media|l10n)\/.+)$/;
const { version, name } = readJson(join(root, 'package.json'));

const { values } = parseArgs({ options: { target: { type: 'string', default: platformOfThisMachine() } } });
const targets = values.target === 'all' ? Object.keys(formatterBindings) : [values.target];
const stage = join(root, 'out', 'package');
stageFiles();
const problems = [];
for (const target of targets) problems.push(...await packFor(target));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

/** A freshly built extension in a folder of its own: the packer looks at nothing else. */
function stageFiles() {
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const entry of ['.vscodeignore', 'CHANGELOG.md', 'LICENSE', 'schemas', 'media', 'l10n', ...readdirSync(root).filter((file) => /^package(\.nls(\.[a-z-]+)?)?\.json$/.test(file))]) {
    if (existsSync(join(root, entry))) cpSync(join(root, entry), join(stage, entry), { recursive: true });
  }
  copyFileSync(join(root, 'docs', 'marketplace.md'), join(stage, 'README.md'));
  run(process.execPath, [join(root, 'scripts', 'build.mjs'), join('out', 'package', 'dist'), '--without-cli']);
}

/** Makes one archive in `out/`; gives what is wrong with it. */
async function packFor(target) {
  const binding = formatterBindings[target];
  if (binding === undefined) return [`${target} is none of ${Object.keys(formatterBindings).join(', ')}`];
  const archive = join(root, 'out', `${name}-${target}-${version}.vsix`);
  const native = packNative(root, nativeFile(binding), join(stage, 'dist', 'native'));
  const files = await listFiles({ cwd: stage, packageManager: PackageManager.None });
  const foreign = files.filter((file) => !allowed.test(file));
  run(process.execPath, [
    join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), 'package', '--target', target,
    '--no-dependencies', '--skip-license', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', archive,
  ], { cwd: stage });
  rmSync(native);
  const bytes = statSync(archive).size;
  console.log(`${archive.slice(root.length)}: ${files.length} files, ${(bytes / 1e6).toFixed(2)} MB`);
  return [
    ...(foreign.length === 0 ? [] : [`files that do not belong inside: ${foreign.join(', ')}`]),
    ...(files.length <= maxFiles ? [] : [`${files.length} files, more than ${maxFiles}`]),
    ...(bytes <= maxBytes ? [] : [`${bytes} bytes, more than ${maxBytes}`]),
  ];
}

/** The native part of the formatter for a platform: installed here, else from npm, and only the very one of the lockfile. */
function nativeFile(binding) {
  const packageName = `@oxfmt/binding-${binding}`;
  const installed = join(root, 'node_modules', packageName);
  const folder = existsSync(installed) ? installed : fetched(packageName);
  const file = readdirSync(folder).find((entry) => entry.endsWith('.node'));
  if (file === undefined) throw new Error(`${packageName} has no native file.`);
  return join(folder, file);
}

function fetched(packageName) {
  const locked = readJson(join(root, 'package-lock.json')).packages[`node_modules/${packageName}`];
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-binding-'));
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
  run('npm', ['install', '--prefix', folder, '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${packageName}@${locked.version}`]);
  const { integrity } = readJson(join(folder, 'node_modules', '.package-lock.json')).packages[`node_modules/${packageName}`];
  if (integrity !== locked.integrity) throw new Error(`${packageName} is not the package of the lockfile.`);
  return join(folder, 'node_modules', packageName);
}

function platformOfThisMachine() {
  const isMusl = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  return `${isMusl ? 'alpine' : process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs a command to its end; its messages only when it fails. */
function run(command, args, { cwd = root } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '--no-deprecation' }, shell: command === 'npm' && process.platform === 'win32' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}${stderr}`);
}
