import type { ApplicationIR } from '../../ir/application.ts';
import type { EmittedFile, SymbolTable } from './code/tsFile.ts';

/**
 * Makes one kind of files of the generated app. All emitters declare their symbols before the first one emits,
 * so that the order of the list does not matter.
 */
export interface Emitter {
  /** As the manifest names it: `entities`, `routes`, `migrations`. */
  readonly name: string;
  declare(application: ApplicationIR, symbols: SymbolTable): void;
  /** May make each file when it is asked for. */
  emit(application: ApplicationIR, symbols: SymbolTable): Iterable<EmittedFile>;
}
