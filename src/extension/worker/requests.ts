import type { GenerateReport } from '../../pipeline/generateApp.ts';
import type { LocatedDiagnostic } from '../../pipeline/loadSpec.ts';
import type { OverwritePolicy } from '../../pipeline/appState.ts';
import type { StageProgress } from '../../pipeline/progress.ts';
import type { AnswerContext } from '../channel/answerer.ts';
import type { Ask, Reply } from '../channel/calls.ts';
import type { BenchmarkRequests } from './benchmarkRequests.ts';
import type { ChatRequests } from './chatRequests.ts';
import type { ComplianceRequests } from './complianceRequests.ts';
import type { HostRequests } from './hostRequests.ts';
import type { LanguageRequests } from './languageRequests.ts';
import type { ModelRequests } from './modelRequests.ts';
import type { VerifyRequests } from './verifyRequests.ts';
import type { WritingRequests } from './writingRequests.ts';

/** What the editor asks of a worker: name -> what is sent, what comes back, what is told on the way. Plain data only. */
export interface Requests extends LanguageRequests, VerifyRequests, ComplianceRequests, ModelRequests, BenchmarkRequests, WritingRequests, ChatRequests {
  readonly generate: {
    readonly params: { readonly spec: string; readonly out: string; readonly overwrite: OverwritePolicy };
    readonly result: GenerateResult;
    readonly progress: GenerateProgress;
  };
  readonly plan: {
    readonly params: { readonly spec: string };
    readonly result: PlanResult;
    readonly progress: never;
  };
  readonly findSpecs: {
    readonly params: { readonly paths: readonly string[] };
    readonly result: readonly string[];
    readonly progress: never;
  };
}

export type RequestName = keyof Requests;

/** How a handler is told to stop and tells how far it is. */
export type RequestContext<N extends RequestName> = AnswerContext<Requests, N>;

/** A stage that begins (`done` 0, `total` undefined), or how many of its files are done. */
export type GenerateProgress = StageProgress;

export interface GenerateResult {
  readonly ok: boolean;
  /** The application's title; undefined when the spec has errors and nothing was made. */
  readonly title: string | undefined;
  readonly report: GenerateReport;
}

export interface PlanResult {
  /** The masterplan as a page of text; undefined when the spec has errors. */
  readonly page: string | undefined;
  readonly diagnostics: readonly LocatedDiagnostic[];
}

/** From the editor to a worker. */
export type ToWorker =
  | Ask<Requests>
  | Reply
  /** The window closes: everything that runs is to be cancelled, then the thread ends. */
  | { readonly kind: 'stop' };

/** From a worker to the editor. */
export type FromWorker = Ask<HostRequests> | Reply;
