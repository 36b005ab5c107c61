import { withFolderLock } from '../../node/folderLock.ts';
import { nodePorts } from '../../node/nodePorts.ts';
import { specFiles } from '../../node/specFiles.ts';
import { findTemplates } from '../../node/templates.ts';
import { generateApp } from '../../pipeline/generateApp.ts';
import { planSpec } from '../../pipeline/planSpec.ts';
import { lazyTarget, type LazyTarget } from '../../pipeline/targets.ts';
import { planPage } from '../../plan/planPage.ts';
import type { GenerateResult, PlanResult, RequestContext, Requests } from './requests.ts';

/** Generates the app of a spec into a folder. */
export async function generate({ spec, out, overwrite }: Requests['generate']['params'], { signal, progress }: RequestContext<'generate'>): Promise<GenerateResult> {
  const { ok, report, application } = await withFolderLock(out, signal, () => generateApp(
    { spec: specFiles(spec), out, overwrite, onStage: (stage) => { progress({ stage, done: 0, total: undefined }); }, onProgress: progress }, typescriptTarget(), nodePorts, signal,
  ));
  return { ok, report, title: application?.title };
}

/** Plans a spec; nothing is written. */
export async function plan({ spec }: Requests['plan']['params']): Promise<PlanResult> {
  const outcome = planSpec(specFiles(spec), await typescriptTarget().load());
  return { page: outcome.plan === undefined ? undefined : planPage(outcome.plan), diagnostics: outcome.diagnostics };
}

const typescript = lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'));

/** The target of generated apps. */
export function typescriptTarget(): LazyTarget {
  if (typescript === undefined) throw new Error('The TypeScript target is missing.');
  return typescript;
}
