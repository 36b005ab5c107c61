import type { ApplicationIR } from '../../../ir/application.ts';
import { wordsOf } from '../../../ir/wordsOf.ts';
import { nodePorts } from '../../../node/nodePorts.ts';
import { findTemplates } from '../../../node/templates.ts';
import { type AppChecker, type KeepingChecker, openAppChecker } from '../../../pipeline/appChecker.ts';
import type { LoadedSpec } from '../../../pipeline/loadSpec.ts';
import { lazyTarget } from '../../../pipeline/targets.ts';
import { bookedApplication, emptyBook } from '../../../pipeline/unitBook.ts';
import { type WordStates, wordStates } from '../../../pipeline/wordStates.ts';

/** What compares an app with its spec, and what tells whether that which the spec states in words is written. */
export interface OpenedChecker {
  readonly checker: KeepingChecker;
  readonly words: WordStates;
}

/** Opens it for a spec that has no errors; `previous` compared before the spec changed. */
export type OpenChecker = (spec: LoadedSpec & { readonly application: ApplicationIR }, app: string, previous?: AppChecker) => Promise<OpenedChecker>;

const typescript = lazyTarget('typescript', () => findTemplates(import.meta.url, 'typescript'));

/** Compares apps of the TypeScript target. */
export const openChecker: OpenChecker = async (spec, app, previous) => {
  if (typescript === undefined) throw new Error('The TypeScript target is missing.');
  const booked = await bookedApplication(spec.application, { root: app, target: typescript }, nodePorts);
  // A book that cannot be read is told when the app is generated; until it is restored its code counts as not written.
  const { application, written } = 'code' in booked ? { application: spec.application, written: emptyBook } : booked;
  const checker = await openAppChecker({ application, written, spec, target: typescript, folder: app, previous }, nodePorts);
  // Where the spec states nothing in words, and what it asks for is kept, the emitters are not needed.
  const words = wordsOf(spec.application).length === 0 ? (): readonly [] => []
    : wordStates({ application: spec.application, target: await typescript.load(written), written, hash: nodePorts.hash });
  return { checker, words };
};
