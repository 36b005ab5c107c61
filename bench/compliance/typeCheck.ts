import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installDependencies } from '../../src/node/verify/dependencyCache.ts';
import { run } from '../../src/node/verify/processes.ts';
import { type App, pathOf } from './app.ts';
import { importersOf } from './scopes.ts';

type Texts = ReadonlyMap<string, string | undefined>;

/** Where the app as it is stands beside its variants. */
const base = 'unchanged';

/** An app with its dependencies on disk, and variants of it beside: one run of its compiler checks what they change and who imports that. */
export class CheckedFolder {
  readonly #app: App;
  readonly #folder: string;

  private constructor(app: App, folder: string) {
    this.#app = app;
    this.#folder = folder;
  }

  static async open(app: App, signal: AbortSignal): Promise<CheckedFolder> {
    const checked = new CheckedFolder(app, mkdtempSync(join(tmpdir(), 'devmatrix-compliance-')));
    for (const [path, text] of app.texts) {
      if (!path.includes('/')) checked.#write(path, text);
      if (path.startsWith('src/')) checked.#write(`${base}/${path}`, text);
    }
    await installDependencies(checked.#folder, signal);
    return checked;
  }

  /** The compiler's errors in what each variant changes. */
  async errors(variants: readonly Texts[], signal: AbortSignal): Promise<readonly (readonly string[])[]> {
    const names = variants.map((_, index) => `variant${String(index)}`);
    for (const [index, texts] of variants.entries()) {
      for (const [path, text] of this.#concerned(texts)) this.#write(`${names[index] ?? ''}/${path}`, text);
    }
    const compiler = join(this.#folder, 'node_modules', 'typescript', 'bin', 'tsc');
    // Names that are not used any more are a matter of taste: the app works with them.
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, rootDirs: [base, ...names] };
    this.#write('tsconfig.variants.json', JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: names.map((name) => `${name}/src`) }));
    const { stdout } = await run(process.execPath, [compiler, '-p', 'tsconfig.variants.json', '--pretty', 'false'], { cwd: this.#folder, signal });
    const lines = stdout.split('\n').filter((line) => line.includes('error TS'));
    for (const name of names) rmSync(join(this.#folder, name), { recursive: true, force: true });
    return names.map((name) => lines.filter((line) => line.startsWith(`${name}/`)));
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The files that change, and those that import them; what they import comes from the app as it is. */
  #concerned(texts: Texts): ReadonlyMap<string, string> {
    const files = new Map<string, string>();
    for (const path of texts.keys()) {
      for (const { node } of importersOf(this.#app, path)) if (!pathOf(node).startsWith('tests/')) files.set(pathOf(node), this.#app.text(pathOf(node)));
    }
    for (const [path, text] of texts) {
      if (text === undefined) files.delete(path);
      else if (path.startsWith('src/')) files.set(path, text);
    }
    return files;
  }

  #write(path: string, text: string): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
