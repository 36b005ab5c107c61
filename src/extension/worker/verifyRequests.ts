import type { VerificationItem } from '../../verify/listVerification.ts';
import type { VerifyEvent, VerifyReport } from '../../verify/report.ts';
import type { Place } from './languageRequests.ts';

export type CodeStage = 'typecheck' | 'lint';

/** What can be verified of an app: known from the spec and the app's folder, before anything runs. */
export interface VerificationList {
  readonly title: string;
  readonly items: readonly (Omit<VerificationItem, 'span'> & { readonly place: Place })[];
  /** The files of its generated tests, relative to the app's folder, with `/`. */
  readonly testFiles: readonly string[];
}

/** What is to be verified; what is left out is everything of its kind. */
export interface VerifySelection {
  readonly stages: readonly (CodeStage | 'tests' | 'smoke')[];
  readonly operations?: readonly string[];
  readonly testFiles?: readonly string[];
}

/** A role that somebody who tries a running app out can take, with what shows it to the app. */
export interface RoleAccess {
  readonly name: string;
  /** A JWT; undefined when the app takes none. */
  readonly token?: string;
  /** An Authorization header or the like, as `curl` options. */
  readonly headers: Readonly<Record<string, string>>;
}

export type RunAppProgress =
  | { readonly kind: 'event'; readonly event: VerifyEvent }
  | { readonly kind: 'ready'; readonly url: string; readonly database: string; readonly roles: readonly RoleAccess[] };

/** What is asked about apps that have been generated. */
export interface VerifyRequests {
  /** Undefined when the spec has errors. */
  readonly listVerification: {
    readonly params: { readonly spec: string; readonly app: string };
    readonly result: VerificationList | undefined;
    readonly progress: never;
  };
  readonly verify: {
    readonly params: { readonly spec: string; readonly app: string; readonly database: string; readonly selection: VerifySelection };
    readonly result: VerifyReport;
    readonly progress: VerifyEvent;
  };
  /** Runs an app until it ends or the request is cancelled. */
  readonly runApp: {
    readonly params: { readonly spec: string; readonly app: string; readonly database: string };
    readonly result: { readonly exitCode: number | undefined; readonly output: string };
    readonly progress: RunAppProgress;
  };
}
