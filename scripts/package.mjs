// Packs the extension and asserts what is inside: only named folders, few files, a small archive.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listFiles } from '@vscode/vsce';

const root = fileURLToPath(new URL('..', import.meta.url));
const maxBytes = 6 * 1024 * 1024;
const maxFiles = 40;
const allowed = /^(package\.json|README\.md|readme\.md|CHANGELOG\.md|changelog\.md|LICENSE(\.txt)?|dist\/.+|schemas\/.+|media\/.+)$/;

const { version, name } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const files = await listFiles({ cwd: root, packageManager: 0 });
const foreign = files.filter((file) => !allowed.test(file));
mkdirSync(`${root}out`, { recursive: true });
const archive = `${root}out/${name}-${version}.vsix`;
const vsce = spawnSync(process.execPath, [`${root}node_modules/@vscode/vsce/vsce`, 'package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', archive], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
const bytes = vsce.status === 0 ? statSync(archive).size : 0;

console.log(`${name}-${version}.vsix: ${files.length} files, ${(bytes / 1024 / 1024).toFixed(2)} MB`);
const problems = [
  ...(vsce.status === 0 ? [] : ['vsce could not pack the extension']),
  ...(foreign.length === 0 ? [] : [`files that do not belong inside: ${foreign.join(', ')}`]),
  ...(files.length <= maxFiles ? [] : [`more than ${maxFiles} files`]),
  ...(bytes <= maxBytes ? [] : [`larger than ${maxBytes} bytes`]),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
