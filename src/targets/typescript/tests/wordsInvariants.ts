import { snakeCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { featuresOf } from '../features.ts';
import { literal } from './literal.ts';

const path = 'tests/generated/support/wordsInvariants.ts';

/** Emits `support/wordsInvariants.ts` for apps with code for invariants in words: the codes with which it may refuse any write. */
export const wordsInvariantsEmitter: Emitter = {
  name: 'wordsInvariants',
  declare(application: ApplicationIR, symbols: SymbolTable): void {
    if (featuresOf(application).wordsInvariants) symbols.declare('test:test', 'tests/generated/support/openTest.ts', 'test');
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    if (!featuresOf(application).wordsInvariants) return [];
    const file = new TsFile(symbols, { path, emitter: 'wordsInvariants', milestone: 'tests', stratum: 'ast', reason: 'codes follow from the names of the invariants' });
    const written = application.invariants.filter(({ rule }) => rule.kind === 'words' && rule.isWritten === true);
    const codes = written.map(({ name }) => `invariant_${snakeCase(name)}`);
    file.add({ name: 'wordsInvariants', nodes: written.map(({ entity, name }) => `invariant:${entity}.${name}`) }, () =>
      `/** Codes of invariants that are stated in words: any write of their entities may be refused with them. */\nexport const wordsInvariants: ReadonlySet<string> = new Set(${literal(codes)});`);
    return [file.finish()];
  },
};
