import type { ApplicationIR } from '../../../ir/application.ts';
import { nodePorts } from '../../../node/nodePorts.ts';
import { findTemplates } from '../../../node/templates.ts';
import { type AppChecker, openAppChecker } from '../../../pipeline/appChecker.ts';
import type { LoadedSpec } from '../../../pipeline/loadSpec.ts';
import { lazyTarget } from '../../../pipeline/targets.ts';

/** Makes what compares an app with a spec that has no errors; `previous` did so before the spec changed. */
export type OpenChecker = (spec: LoadedSpec & { readonly application: ApplicationIR }, previous?: AppChecker) => Promise<AppChecker>;

const typescript = lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'));

/** Compares apps of the TypeScript target. */
export const openChecker: OpenChecker = async (spec, previous) => {
  if (typescript === undefined) throw new Error('The TypeScript target is missing.');
  return openAppChecker({ application: spec.application, spec, target: typescript, previous }, nodePorts);
};
