import { posix } from 'node:path';
import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { ApplicationIR } from '../../ir/application.ts';
import type { Target, WrittenUnits } from '../../ir/target.ts';
import { answerJudge, type CandidateTypes } from '../../pipeline/atoms/judgeAnswers.ts';
import type { AtomJudge } from '../../pipeline/atoms/runAtoms.ts';
import { systemTime } from '../systemTime.ts';
import { openCandidateCases } from './candidateCases.ts';
import { openCandidateFolder } from './candidateFolder.ts';
import { openCandidateTypes } from './candidateTypes.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

export interface CandidateToolsOptions {
  readonly application: ApplicationIR;
  readonly target: Target;
  /** What the app's book has. */
  readonly written: WrittenUnits;
}

/** What judges answers for an application: by reading them, by its own compiler, and by running examples in it. */
export interface CandidateTools {
  readonly judge: AtomJudge;
  /** The app's own compiler, which stays; undefined where it cannot. */
  readonly types: CandidateTypes | undefined;
  /** Opens compiler and database beforehand. */
  warm(): Promise<void>;
  close(): void;
}

/** Makes an app of its own to try candidates in. Rejects with `VerifyError` when its dependencies are not there and cannot be had, and when cancelled; nothing is left of it then. */
export async function openCandidateTools(options: CandidateToolsOptions, signal: CancelSignal): Promise<CandidateTools> {
  const { application, target, written } = options;
  const place = await openCandidateFolder([...target.emit(application, 'open', written)].map(({ file }) => file), signal);
  try {
    return await openTools(place, options, signal);
  } catch (error) {
    place.close();
    throw error;
  }
}

async function openTools(place: TemporaryFolder, { application, target }: CandidateToolsOptions, signal: CancelSignal): Promise<CandidateTools> {
  const [{ openReading }, { variantsOf }, { readCases }, { caseFacts }] = await Promise.all([
    import('../../targets/typescript/atoms/checks/openReading.ts'), import('../../targets/typescript/atoms/checks/variantsOf.ts'), import('../../targets/typescript/atoms/cases/readCases.ts'), import('../../targets/typescript/atoms/caseFacts.ts'),
  ]);
  const atoms = target.atoms(application);
  const types = openCandidateTypes({ folder: place.folder, places: [...new Set(atoms.map(({ file }) => posix.dirname(file)))] });
  const cases = await openCandidateCases({ folder: place.folder, callOf: (atom) => caseFacts(atom, application) }, signal);
  const checkCode = openReading(application, () => 'candidate');
  return {
    judge: answerJudge({
      reading: { checkCode, variantsOf: (atom, module) => variantsOf(application, atom, module), readCases: (atom, items) => readCases(application, atom, items) },
      ...(types === undefined ? {} : { types }), ...(cases === undefined ? {} : { cases }), nowMs: () => systemTime.monotonicMs(),
    }),
    types,
    async warm() {
      await Promise.all([types?.warm(), cases?.warm()]);
    },
    close() {
      types?.close();
      cases?.close();
      place.close();
    },
  };
}
