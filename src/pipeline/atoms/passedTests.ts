import type { TestCounts } from '../../verify/ports.ts';
import type { HashPort } from '../ports.ts';

/** Remembers which files of tests have passed: one is run again only when it, a module that it leads to, or a file that is no module has changed since. */
export class PassedTests {
  readonly #hash: HashPort;
  readonly #passed = new Set<string>();
  readonly #modules = new Map<string, Module>();

  constructor(hash: HashPort) {
    this.#hash = hash;
  }

  /** Those of the files that are not known to pass in the app with these texts. */
  open(files: readonly string[], texts: ReadonlyMap<string, string>): readonly string[] {
    const stamps = this.#stamps(files, texts);
    return files.filter((file) => !this.#passed.has(stamps.get(file) ?? ''));
  }

  /** To be told how a run of files ended. */
  note(files: readonly string[], { passed, failed, failures }: Pick<TestCounts, 'passed' | 'failed' | 'failures'>, texts: ReadonlyMap<string, string>): void {
    // A failure that belongs to no file of the run says nothing of any: the runner itself has failed.
    if (passed + failed === 0 || failures.length < failed || failures.some(({ file }) => !files.includes(file))) return;
    const failing = new Set(failures.map(({ file }) => file));
    for (const stamp of this.#stamps(files.filter((file) => !failing.has(file)), texts).values()) this.#passed.add(stamp);
  }

  #stamps(files: readonly string[], texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const others = this.#hash.sha256([...texts].filter(([path]) => !path.endsWith('.ts')).map(([path, text]) => `${path}\n${text}`).sort().join('\n'));
    return new Map(files.map((file) => {
      const reached = [...this.#reachedFrom(file, texts)].sort();
      return [file, this.#hash.sha256([others, ...reached.map((path) => `${path} ${this.#moduleOf(path, texts).digest}`)].join('\n'))];
    }));
  }

  #reachedFrom(file: string, texts: ReadonlyMap<string, string>): ReadonlySet<string> {
    const reached = new Set([file]);
    for (const path of reached) for (const next of this.#moduleOf(path, texts).imports) if (texts.has(next)) reached.add(next);
    return reached;
  }

  #moduleOf(path: string, texts: ReadonlyMap<string, string>): Module {
    const text = texts.get(path) ?? '';
    const known = this.#modules.get(path);
    if (known?.text === text) return known;
    const made: Module = { text, digest: this.#hash.sha256(text), imports: [...text.matchAll(relativeImport)].map(([, specifier = '']) => resolved(path, specifier)) };
    this.#modules.set(path, made);
    return made;
  }
}

interface Module {
  readonly text: string;
  readonly digest: string;
  /** Paths in the app. */
  readonly imports: readonly string[];
}

/** Names of modules of the app: after `from` or `import`, or anywhere in a call that loads one. */
const relativeImport = /['"](\.{1,2}\/[^'"\n]+\.ts)['"]/g;

/** The path that a relative name means in a module. */
function resolved(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
