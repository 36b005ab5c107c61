import type * as vscode from 'vscode';
import type { Apps } from './apps.ts';
import type { Pages } from './pages.ts';
import type { SpecIndex } from './specs/specIndex.ts';
import type { WorkerClient } from './workerClient.ts';

/** What the features of the extension share; made once, on activation. */
export interface Services {
  readonly log: vscode.LogOutputChannel;
  /** Answers while a person types; never busy with anything long. */
  readonly language: WorkerClient;
  /** Compares apps with their specs while a person types. */
  readonly compliance: WorkerClient;
  /** Generates, verifies and runs apps. */
  readonly jobs: WorkerClient;
  /** Calls models, and knows what they cost. */
  readonly models: WorkerClient;
  readonly apps: Apps;
  readonly pages: Pages;
  readonly specs: SpecIndex;
}
