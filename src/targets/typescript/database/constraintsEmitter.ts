import { sentenceCase } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import { TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';
import { tablesOf } from './tables.ts';

const path = 'src/db/constraints.ts';

/** Emits what a caller is told when the database refuses a row: by name of the constraint. */
export const constraintsEmitter: Emitter = {
  name: 'constraints',
  declare(_application, symbols) {
    symbols.declare('constraints', path, 'constraints');
  },
  emit(application, symbols) {
    const file = new TsFile(symbols, {
      path,
      emitter: this.name,
      milestone: 'database',
      stratum: 'ast',
      reason: 'Names and messages follow from the constraints of the entities.',
    });
    file.add({ name: 'constraints', nodes: application.entities.map(({ name }) => name) }, constraintsText(application));
    return [file.finish()];
  },
};

function constraintsText(application: ApplicationIR): string {
  const entries = tablesOf(application).flatMap((table) => [
    ...table.uniques.map(({ name, attributes, code }) => ({ name, attributes, code, message: `${sentenceCase(attributes.join(' and '))} is taken.` })),
    ...table.foreignKeys.filter(({ attributes }) => attributes.length > 0).map(({ name, attributes }) => ({ name, attributes, code: 'unknown_reference', message: 'Refers to nothing.' })),
    ...table.checks,
  ]);
  const lines = entries.map(({ name, attributes, code, message }) => `${JSON.stringify(name)}: { attributes: ${JSON.stringify(attributes)}, code: ${JSON.stringify(code)}, message: ${JSON.stringify(message)} },`);
  return `interface Constraint {
  readonly attributes: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** What a caller is told when a row breaks a constraint of the database, by its name. */
export const constraints: Readonly<Record<string, Constraint>> = {
${lines.join('\n')}
};`;
}
