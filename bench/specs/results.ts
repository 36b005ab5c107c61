import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What generating one document gave; `wallS` and `mb` are those of a whole cold process. */
export interface Generated {
  /** Of the program that generated. */
  readonly program: string;
  /** Hash of all files of the app: what was found out about the same files holds. */
  readonly app: string;
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
  readonly app: string;
  readonly typeErrors: number;
  readonly lintFindings: number;
  readonly ms: number;
  readonly problem?: string;
}

/** What the checker of compliance said of the app, as generated: it must have no gap. `wallS` and `mb` are those of a whole cold process. */
export interface Compared {
  /** Of the program that compared. */
  readonly program: string;
  readonly app: string;
  /** Whether the checker came to an end; when it did not, nothing else is known. */
  readonly done: boolean;
  readonly gaps: number;
  readonly unreadable: number;
  /** 0 to 1. */
  readonly strict: number;
  /** Reading and comparing the app's code, without what the spec asks for. */
  readonly ms: number;
  readonly wallS: number;
  readonly mb: number;
  readonly problem?: string;
}

/** How the generated app ran. */
export interface Ran {
  readonly app: string;
  /** Of the sources of the smoke test. */
  readonly smoke: string;
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

/** Whether the checker found the app to be what the document asks for. */
export function isCompliant({ done, gaps, unreadable, strict }: Compared): boolean {
  return done && gaps === 0 && unreadable === 0 && strict === 1;
}

/** How far documents are taken; each stage does all of those before it. */
export const stages = ['generate', 'check', 'types', 'all'] as const;

export type Stage = (typeof stages)[number];

/** Whether a document that is taken as far as `wanted` comes to a stage. */
export function reaches(wanted: Stage, stage: Stage): boolean {
  return stages.indexOf(wanted) >= stages.indexOf(stage);
}

/** All that is known of one document. */
export interface Result {
  readonly name: string;
  readonly generated?: Generated;
  readonly compared?: Compared;
  readonly checked?: Checked;
  readonly ran?: Ran;
}

/** Hashes of what results depend on. */
export interface Fingerprints {
  readonly program: string;
  readonly smoke: string;
}

/** Results by name, kept as JSON lines: the last line of a document counts, as far as it is about the program and the app at hand. */
export class Results {
  readonly #file: string;
  readonly #current: Fingerprints | undefined;
  readonly #byName = new Map<string, Result>();

  /** Without fingerprints all results count, also those of earlier programs. */
  constructor(file: string, current: Fingerprints | undefined) {
    this.#file = file;
    this.#current = current;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const result = JSON.parse(line) as Result;
      this.#byName.set(result.name, result);
    }
  }

  /** What holds of the document. */
  of(name: string): Result {
    const known = this.#byName.get(name);
    if (this.#current === undefined) return known ?? { name };
    const { generated, compared, checked, ran } = known ?? {};
    if (generated?.program !== this.#current.program) return { name };
    return {
      name,
      generated,
      ...(compared?.app === generated.app && compared.program === generated.program ? { compared } : {}),
      ...(checked?.app === generated.app ? { checked } : {}),
      ...(ran?.app === generated.app && ran.smoke === this.#current.smoke ? { ran } : {}),
    };
  }

  add(part: Result): void {
    const result = { ...this.#byName.get(part.name), ...part };
    this.#byName.set(part.name, result);
    appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
  }
}
