import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What generating one document gave; `wallS` and `mb` are those of a whole cold process. */
export interface Generated {
  readonly exitCode: number;
  readonly wallS: number;
  readonly mb: number;
  readonly files: number;
  /** Operations with a route that does its work, and with one that answers 501. */
  readonly served: number;
  readonly inWords: number;
  /** Operations of the document without a route, by the code of the diagnostic that names them. */
  readonly refused: Readonly<Record<string, number>>;
  /** Number of diagnostics by code. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** What went wrong: the first errors of the document, or the end of the output of a crash. */
  readonly problem?: string;
}

/** What the compiler and the linter said of the generated app. */
export interface Checked {
  readonly typeErrors: number;
  readonly lintFindings: number;
  readonly ms: number;
  readonly problem?: string;
}

/** How the generated app ran. */
export interface Ran {
  readonly booted: boolean;
  readonly bootMs: number;
  readonly smokeMs: number;
  readonly passed: number;
  readonly failed: number;
  readonly requests: number;
  /** Of the operations with a route: those that were called and answered as they should, and those that did not. */
  readonly operationsPassed: number;
  readonly operationsFailed: number;
  readonly operationsUntried: number;
  readonly problem?: string;
}

/** All that is known of one document, of the program with the fingerprint. */
export interface Result {
  readonly name: string;
  readonly fingerprint: string;
  readonly generated?: Generated;
  readonly checked?: Checked;
  readonly ran?: Ran;
}

/** Results by name, kept as JSON lines: the last line of a document counts. */
export class Results {
  readonly #file: string;
  readonly #fingerprint: string;
  readonly #byName = new Map<string, Result>();

  constructor(file: string, fingerprint: string) {
    this.#file = file;
    this.#fingerprint = fingerprint;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const result = JSON.parse(line) as Result;
      if (result.fingerprint === fingerprint) this.#byName.set(result.name, result);
    }
  }

  of(name: string): Result {
    return this.#byName.get(name) ?? { name, fingerprint: this.#fingerprint };
  }

  add(name: string, part: Omit<Result, 'name' | 'fingerprint'>): void {
    const result = { ...this.of(name), ...part };
    this.#byName.set(name, result);
    appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
  }
}
