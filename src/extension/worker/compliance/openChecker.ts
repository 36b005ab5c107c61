import type { ApplicationIR } from '../../../ir/application.ts';
import { nodePorts } from '../../../node/nodePorts.ts';
import { findTemplates } from '../../../node/templates.ts';
import { type AppChecker, openAppChecker } from '../../../pipeline/appChecker.ts';
import type { LoadedSpec } from '../../../pipeline/loadSpec.ts';
import { lazyTarget } from '../../../pipeline/targets.ts';
import { bookedApplication, emptyBook } from '../../../pipeline/unitBook.ts';

/** Makes what compares an app with a spec that has no errors; `previous` did so before the spec changed. */
export type OpenChecker = (spec: LoadedSpec & { readonly application: ApplicationIR }, app: string, previous?: AppChecker) => Promise<AppChecker>;

const typescript = lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'));

/** Compares apps of the TypeScript target. */
export const openChecker: OpenChecker = async (spec, app, previous) => {
  if (typescript === undefined) throw new Error('The TypeScript target is missing.');
  const booked = await bookedApplication(spec.application, { root: app, target: typescript }, nodePorts);
  // A book that cannot be read is told when the app is generated; until it is restored its code counts as not written.
  const { application, written } = 'code' in booked ? { application: spec.application, written: emptyBook } : booked;
  return openAppChecker({ application, written, spec, target: typescript, previous }, nodePorts);
};
