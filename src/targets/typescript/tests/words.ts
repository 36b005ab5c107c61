import { groupBy } from '../../../base/groupBy.ts';
import type { Json } from '../../../base/json.ts';
import { capitalise } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';
import type { AtomCase } from '../../../ir/atom.ts';
import { caseFacts } from '../atoms/caseFacts.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { PlacedCode } from '../code/writtenCode.ts';
import type { Emitter } from '../emitter.ts';
import { caseEntitiesFile, declareCaseEntities } from './caseEntities.ts';
import { literal, quoted } from './literal.ts';

/** Emits `words/<file>.test.ts`: the examples of what was written for units in words, as a table that a person can read. */
export const wordsTestsEmitter: Emitter = {
  name: 'wordsTests',
  declare(_application: ApplicationIR, symbols: SymbolTable): void {
    declareCaseEntities(symbols);
    for (const id of symbols.written.keys()) {
      const [path = '', name = ''] = id.split('#');
      symbols.declare(`words:${id}`, path, name);
    }
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    const tested = [...symbols.written.values()].filter(({ unit }) => unit.cases.length > 0);
    if (tested.length === 0) return [];
    const names = new Set<string>();
    const files = [...groupBy(tested, ({ atom }) => atom.file)].map(([source, codes]) => testFile(testName(source, names), codes, application, symbols));
    return [...files, caseEntitiesFile(application, symbols)];
  },
};

/** The file's own name, with that of its folder where two files have the same. */
function testName(path: string, taken: Set<string>): string {
  const [folder = '', base = ''] = path.replace(/\.ts$/, '').split('/').slice(-2);
  const name = taken.has(base) ? `${folder}${capitalise(base)}` : base;
  taken.add(name);
  return name;
}

function testFile(name: string, codes: readonly PlacedCode[], application: ApplicationIR, symbols: SymbolTable): EmittedFile {
  const file = new TsFile(symbols, { path: `tests/generated/words/${name}.test.ts`, emitter: 'wordsTests', milestone: 'tests', stratum: 'ast', reason: 'the examples that its code was accepted by' });
  for (const { atom, unit } of codes) file.add({ name: atom.name, nodes: atom.nodes }, () => tableSource(atom, unit.cases, application, file));
  return file.finish();
}

function tableSource(atom: PlacedCode['atom'], cases: readonly AtomCase[], application: ApplicationIR, file: TsFile): string {
  const { parameters, instants } = caseFacts(atom, application);
  const unit = `{ call: ${file.use(`words:${atom.id}`)}, parameters: ${literal([...parameters])}, instants: ${literal([...instants])} }`;
  return `${file.use('test:does')}(${quoted(atom.name)}, ${unit}, [\n${cases.map((example) => `  ${literal(example as unknown as Json)},\n`).join('')}]);`;
}
