// Runs the stages as the command line runs: bundled like it, with the code that the engine compiled of them in earlier runs (src/node/keptCode.ts).
// Usage: node runStages.ts <program> <its hash> <spec> <rounds> <folder> <apart|together|again|edited>; bench.ts bundles the program.
import { bundledProgram } from '../src/node/bundledProgram.ts';
import type * as StagesProgram from './stages.ts';

const [, , file = '', fingerprint = '', spec = '', rounds = '1', folder = '', manner = 'together'] = process.argv;
const { exports, keepCode } = bundledProgram<typeof StagesProgram>({ file, fingerprint, purpose: 'generate' });
process.stdout.write(JSON.stringify(await exports.measureStages({ spec, rounds: Number(rounds), folder, manner: manner as StagesProgram.Manner })));
keepCode();
