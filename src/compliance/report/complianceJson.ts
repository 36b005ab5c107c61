import type { ComplianceReport } from '../gap.ts';
import type { LocatedGap } from './locatedGap.ts';

/** Milliseconds of a check's parts. */
export interface CheckTimings {
  /** Reading the spec. */
  readonly spec: number;
  /** Making the code that it asks for. */
  readonly expected: number;
  /** Reading the app. */
  readonly read: number;
  readonly check: number;
  /** Finding out what can be repaired. */
  readonly repairs: number;
  readonly total: number;
}

/** What `devmatrix check --json` prints. */
export interface CheckJson extends Pick<ComplianceReport, 'strict' | 'relaxed' | 'expected' | 'implemented'> {
  readonly gaps: readonly LocatedGap[];
  readonly timingMs: CheckTimings;
  readonly app: string;
  readonly spec: string;
  readonly unreadable: readonly { readonly file: string; readonly line: number; readonly column: number; readonly message: string }[];
}
