import type { Emitter } from '../emitter.ts';
import { authorizationTestsEmitter } from './authorization.ts';
import { callersEmitter } from './callers.ts';
import { contractTestsEmitter } from './contract.ts';
import { endpointFactsEmitter } from './endpointFacts.ts';
import { factoriesEmitter } from './factories.ts';
import { jobsEmitter } from './jobs.ts';
import { listingsEmitter } from './listings.ts';
import { rowsEmitter } from './rows.ts';
import { stateMachineTestsEmitter } from './stateMachine.ts';
import { declareSupport } from './support.ts';
import { validationTestsEmitter } from './validation.ts';
import { wordsTestsEmitter } from './words.ts';
import { wordsInvariantsEmitter } from './wordsInvariants.ts';
import { workflowTestsEmitter } from './workflow.ts';

const supportEmitter: Emitter = {
  name: 'testSupport',
  declare: (_application, symbols) => {
    declareSupport(symbols);
  },
  emit: () => [],
};

/** The emitters of everything under `tests/generated`. */
export const testEmitters: readonly Emitter[] = [
  supportEmitter,
  callersEmitter,
  endpointFactsEmitter,
  listingsEmitter,
  jobsEmitter,
  factoriesEmitter,
  rowsEmitter,
  contractTestsEmitter,
  validationTestsEmitter,
  authorizationTestsEmitter,
  workflowTestsEmitter,
  stateMachineTestsEmitter,
  wordsTestsEmitter,
  wordsInvariantsEmitter,
];
