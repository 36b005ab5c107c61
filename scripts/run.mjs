// The two commands of the README on a fresh machine: installs what is missing, builds, then runs.
// Usage: node scripts/run.mjs <generate|examples|specs|test|editor|start|cli> [arguments]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const isWindows = process.platform === 'win32';

/** Runs a command to its end; ends this process when it fails. */
function run(command, args) {
  const status = statusOf(command, args);
  if (status !== 0) process.exit(status);
}

/** Runs a command to its end and gives its exit code. */
function statusOf(command, args) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell: isWindows });
  if (result.error !== undefined) {
    console.error(`Could not start ${command}: ${result.error.message}`);
    process.exit(1);
  }
  return result.status ?? 1;
}

/** Installs the locked dependencies unless that very lockfile has been installed already. */
function ensureInstalled() {
  const marker = join(root, 'node_modules', '.devmatrix-lock');
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.error('Installing dependencies ...');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(marker, wanted);
}

/** The Node of the project (24) where it could be installed, else the one that runs this. */
function projectNode() {
  const own = join(bin, isWindows ? 'node.cmd' : 'node');
  return existsSync(own) ? own : process.execPath;
}

const [task, ...args] = process.argv.slice(2);
ensureInstalled();
const node = projectNode();
run(node, ['scripts/build.mjs']);
if (task === 'generate') {
  run(node, ['dist/cli.js', 'generate', 'examples/shop/shop.devmatrix.yaml', '--out', 'out/shop', '--verify', ...args]);
} else if (task === 'examples') {
  run(node, ['scripts/verifyExamples.mjs', ...args]);
} else if (task === 'specs') {
  run(node, ['bench/specs.ts', ...args]);
} else if (task === 'cli') {
  run(node, ['dist/cli.js', ...args]);
} else if (task === 'test') {
  const mocha = 'node_modules/mocha/bin/mocha.js';
  if (args.length > 0) {
    run(node, [mocha, ...args]);
  } else {
    const unit = statusOf(node, [mocha, '--ignore', 'test/editor/**', 'src/**/*.test.ts', 'test/**/*.test.ts']);
    run(node, ['scripts/vscode/testEditor.ts']);
    process.exitCode = unit;
  }
} else if (task === 'start') {
  run(node, ['scripts/vscode/start.ts', ...args]);
} else if (task === 'editor') {
  run(node, ['scripts/vscode/testEditor.ts', ...args]);
} else {
  console.error('Usage: node scripts/run.mjs <generate|examples|specs|test|editor|start|cli> [arguments]');
  process.exit(2);
}
