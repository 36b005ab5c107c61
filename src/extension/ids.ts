import type { editorProviderId as EditorProviderId } from '../llm/editorModels.ts';

// Every string that the editor and package.json share; a test compares both.

export const commandIds = {
  generate: 'devmatrix.generate',
  generateInto: 'devmatrix.generateInto',
  showPlan: 'devmatrix.showPlan',
  verify: 'devmatrix.verify',
  startApp: 'devmatrix.startApp',
  stopApp: 'devmatrix.stopApp',
  appActions: 'devmatrix.appActions',
  openLog: 'devmatrix.openLog',
  goToSpec: 'devmatrix.goToSpec',
  goToCode: 'devmatrix.goToCode',
  repairGap: 'devmatrix.repairGap',
  repairWorkspace: 'devmatrix.repairWorkspace',
  refreshCompliance: 'devmatrix.refreshCompliance',
  showOnlyGaps: 'devmatrix.showOnlyGaps',
  showAllParts: 'devmatrix.showAllParts',
  manageProviders: 'devmatrix.manageProviders',
  refreshProviders: 'devmatrix.refreshProviders',
  testModel: 'devmatrix.testModel',
  showCosts: 'devmatrix.showCosts',
  runBenchmark: 'devmatrix.runBenchmark',
  askModel: 'devmatrix.askModel',
  writeWords: 'devmatrix.writeWords',
  pauseWriting: 'devmatrix.pauseWriting',
  resumeWriting: 'devmatrix.resumeWriting',
  cancelWriting: 'devmatrix.cancelWriting',
  writingActions: 'devmatrix.writingActions',
  previewPrompt: 'devmatrix.previewPrompt',
} as const;

export const settingIds = {
  section: 'devmatrix',
  /** Spec -> folder of its app, both relative to the workspace folder. */
  apps: 'apps',
  /** Where verified and started apps keep their data. */
  database: 'database',
  /** Whether apps are compared with their specs. */
  compliance: 'compliance',
  /** Whether a spec shows above its parts what the code has of them. */
  codeLens: 'codeLens',
  /** Providers of models, without their keys. */
  providers: 'providers',
  /** Limits for what models may cost, in US dollars. */
  budgetDay: 'budget.day',
  budgetMonth: 'budget.month',
  budgetWorkspace: 'budget.workspace',
  /** What a single run may cost when it is not told otherwise. */
  budgetRun: 'budget.run',
  /** The part of a limit from which on it is told. */
  budgetSoftShare: 'budget.softShare',
  /** Whether models without a known price may be called while a budget applies. */
  allowUnknownPrices: 'budget.allowUnknownPrices',
  /** Whether the models of VS Code itself are used, and for what. */
  vscodeModels: 'vscodeModels',
  /** Hours between benchmarks that repeat by themselves; 0 for none. */
  benchmarkEveryHours: 'benchmark.everyHours',
  /** Whether a model is asked where words do not tell whether a question goes on with its conversation. */
  askAboutTopic: 'chat.askAboutTopic',
  /** Whether questions may get the answer to a much alike question. */
  similarAnswers: 'chat.similarAnswers',
  /** Version of the prompts; the current one when it is empty. */
  promptsVersion: 'prompts.version',
  /** Whether prompts show accepted functions of other apps, and theirs show those of the app at hand. */
  promptsOtherApps: 'prompts.otherApps',
} as const;

export const contextKeys = {
  /** Paths of the files of the workspace that are specs. */
  specs: 'devmatrix.specs',
  /** Whether the active editor shows a spec. */
  editorShowsSpec: 'devmatrix.editorShowsSpec',
  /** Whether an app of this workspace is running. */
  appIsRunning: 'devmatrix.appIsRunning',
  /** Whether the active editor shows a file of a generated app. */
  editorShowsApp: 'devmatrix.editorShowsApp',
  /** Whether the active editor shows a spec whose app is there. */
  specHasApp: 'devmatrix.specHasApp',
  /** What the compliance view has to show: `apps`, or why there are none: `looking`, `restricted`, `noApp`, `noSpec`. */
  complianceState: 'devmatrix.complianceState',
  /** Whether the compliance view leaves out what has no gap. */
  showsOnlyGaps: 'devmatrix.showsOnlyGaps',
  /** Whether it is known that no provider of models is configured. */
  hasNoProviders: 'devmatrix.hasNoProviders',
  /** How the run of models of this window is: `running`, `paused`, or `busy` with what cannot be paused. */
  writing: 'devmatrix.writing',
} as const;

/** Scheme of the pages that DevMatrix shows: plans and summaries. */
export const pageScheme = 'devmatrix-page';

/** Scheme of files as a repair would make them. */
export const repairScheme = 'devmatrix-repair';

export const testControllerId = 'devmatrix';

/** Not below `devmatrix.`: VS Code makes commands of its own for each view. */
export const complianceViewId = 'devmatrixCompliance';
export const providersViewId = 'devmatrixProviders';

/** The provider that stands for VS Code's own models. */
export const editorProviderId: typeof EditorProviderId = 'vscode';
