import assert from 'node:assert/strict';
import { SymbolTable, TsFile } from '../code/tsFile.ts';
import { addHelpers, declareHelpers, helperNames, helpersPath } from './helpers.ts';

/** A table in which any key of the runtime stands for itself. */
class AnySymbols extends SymbolTable {
  override find(key: string): ReturnType<SymbolTable['find']> {
    if (!this.has(key)) this.declare(key, 'src/runtime.ts', key.slice(key.indexOf(':') + 1));
    return super.find(key);
  }
}

it('no variable inside a helper has the name of a helper', () => {
  const symbols = new AnySymbols();
  declareHelpers(symbols);
  const file = new TsFile(symbols, { path: helpersPath, emitter: 'expressions', milestone: 'behavior', stratum: 'template', reason: 'For a test.' });
  addHelpers(file, new Set(helperNames));
  const { text } = file.finish().file;
  const inner = [...text.matchAll(/^\s+(?:const|let) (\w+)/gmu)].map(([, name]) => name);
  assert.ok(inner.includes('total'));
  assert.deepEqual(inner.filter((name) => helperNames.some((helper) => helper === name)), []);
});
