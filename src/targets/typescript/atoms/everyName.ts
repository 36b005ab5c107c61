import type { Emitter } from '../emitter.ts';
import { TsFile } from '../code/tsFile.ts';
import { kindOf } from './vocabulary.ts';

const path = 'src/candidates.ts';

/** A file that uses all of the runtime that code for units may use, so that the app has it whichever code comes. */
export const everyNameEmitter: Emitter = {
  name: 'everyName',
  declare: () => undefined,
  emit(_application, symbols) {
    const file = new TsFile(symbols, { path, emitter: 'everyName', milestone: 'operations', stratum: 'ast', reason: 'what code for units may use' });
    const known = symbols.all().filter((symbol) => kindOf(symbol) === 'runtime');
    const namesOf = (list: typeof known): string => list.map(({ key }) => file.use(key)).join(', ');
    const types = namesOf(known.filter(({ isType }) => isType));
    const values = namesOf(known.filter(({ isType }) => !isType));
    file.add({ name: 'candidates', nodes: [] }, `export type CandidateTypes = [${types}];\nexport const candidates: readonly unknown[] = [${values}];`);
    return [file.finish()];
  },
};
