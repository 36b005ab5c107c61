import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installDependencies } from '../../src/node/verify/dependencyCache.ts';
import { run } from '../../src/node/verify/processes.ts';
import type { App } from './app.ts';

type Texts = ReadonlyMap<string, string | undefined>;

/** An app with its dependencies on disk, in many variants side by side, so that one run of its compiler checks them all. */
export class CheckedFolder {
  readonly #app: App;
  readonly #folder: string;

  private constructor(app: App, folder: string) {
    this.#app = app;
    this.#folder = folder;
  }

  static async open(app: App, signal: AbortSignal): Promise<CheckedFolder> {
    const checked = new CheckedFolder(app, mkdtempSync(join(tmpdir(), 'devmatrix-compliance-')));
    for (const [path, text] of app.texts) if (!path.includes('/')) checked.#write(path, text);
    await installDependencies(checked.#folder, signal);
    return checked;
  }

  /** The compiler's errors in the sources of each variant. */
  async errors(variants: readonly Texts[], signal: AbortSignal): Promise<readonly (readonly string[])[]> {
    const names = variants.map((_, index) => `variant${String(index)}`);
    for (const [index, texts] of variants.entries()) {
      for (const [path, text] of new Map<string, string | undefined>([...this.#app.texts, ...texts])) {
        if (path.startsWith('src/') && text !== undefined) this.#write(`${names[index] ?? ''}/${path}`, text);
      }
    }
    const compiler = join(this.#folder, 'node_modules', 'typescript', 'bin', 'tsc');
    // Names that are not used any more are a matter of taste: the app works with them.
    this.#write('tsconfig.variants.json', JSON.stringify({ extends: './tsconfig.json', compilerOptions: { noUnusedLocals: false, noUnusedParameters: false }, include: names.map((name) => `${name}/src`) }));
    const { stdout } = await run(process.execPath, [compiler, '-p', 'tsconfig.variants.json', '--pretty', 'false'], { cwd: this.#folder, signal });
    const lines = stdout.split('\n').filter((line) => line.includes('error TS'));
    for (const name of names) rmSync(join(this.#folder, name), { recursive: true, force: true });
    return names.map((name) => lines.filter((line) => line.startsWith(`${name}/`)));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(path: string, text: string | undefined): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text ?? '');
  }
}
