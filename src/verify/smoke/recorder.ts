import type { CheckFailure, OperationReport, SkippedCheck, SmokeReport } from '../report.ts';

/** Collects the outcome of each check, by operation; the report is a fold over it. */
export class Recorder {
  readonly #operations = new Map<string, Tally>();
  readonly #skipped: SkippedCheck[] = [];
  #requests = 0;
  #hasFailed = false;

  /** True once a check has failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Makes the operation appear in the report even when nothing is checked. */
  declare(operation: string): void {
    this.#tally(operation);
  }

  /** Adds one check: without a failure it passed. Failures are told in the order of their numbers, whenever they came. */
  check(operation: string, failure?: CheckFailure, number = Number.POSITIVE_INFINITY): void {
    const tally = this.#tally(operation);
    tally.checks += 1;
    if (failure === undefined) return;
    this.#hasFailed = true;
    const place = tally.failures.findIndex((other) => other.number > number);
    tally.failures.splice(place === -1 ? tally.failures.length : place, 0, { failure, number });
  }

  skip(operation: string, check: string, reason: string): void {
    const known = this.#skipped.some((entry) => entry.operation === operation && entry.check === check && entry.reason === reason);
    if (!known) this.#skipped.push({ operation, check, reason });
  }

  countRequest(operation: string, ms: number): void {
    this.#requests += 1;
    this.#tally(operation).ms += ms;
  }

  /** What was found at the operation so far. */
  operation(operation: string): OperationReport {
    return reportOf(operation, this.#operations.get(operation) ?? { checks: 0, ms: 0, failures: [] });
  }

  /** Everything; of operations that are not `wanted` only what failed on the way. */
  report(wanted: (operation: string) => boolean = () => true): SmokeReport {
    const operations = [...this.#operations].filter(([operation, { failures }]) => wanted(operation) || failures.length > 0).map(([operation, tally]) => reportOf(operation, tally));
    return {
      passed: operations.reduce((sum, operation) => sum + operation.passed, 0),
      failed: operations.reduce((sum, operation) => sum + operation.failures.length, 0),
      requests: this.#requests,
      operations,
      skipped: this.#skipped,
    };
  }

  #tally(operation: string): Tally {
    let tally = this.#operations.get(operation);
    if (tally === undefined) {
      tally = { checks: 0, ms: 0, failures: [] };
      this.#operations.set(operation, tally);
    }
    return tally;
  }
}

function reportOf(operation: string, { checks, ms, failures }: Tally): OperationReport {
  return { operation, checks, passed: checks - failures.length, ms: Math.round(ms * 10) / 10, failures: failures.map(({ failure }) => failure) };
}

interface Tally {
  checks: number;
  ms: number;
  readonly failures: { readonly failure: CheckFailure; readonly number: number }[];
}
