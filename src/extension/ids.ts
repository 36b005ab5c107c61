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
} as const;

export const settingIds = {
  section: 'devmatrix',
  /** Spec -> folder of its app, both relative to the workspace folder. */
  apps: 'apps',
  /** Where verified and started apps keep their data. */
  database: 'database',
} as const;

export const contextKeys = {
  /** Paths of the files of the workspace that are specs. */
  specs: 'devmatrix.specs',
  /** Whether the active editor shows a spec. */
  editorShowsSpec: 'devmatrix.editorShowsSpec',
  /** Whether an app of this workspace is running. */
  appIsRunning: 'devmatrix.appIsRunning',
} as const;

/** Scheme of the pages that DevMatrix shows: plans and summaries. */
export const pageScheme = 'devmatrix-page';

export const testControllerId = 'devmatrix';
