// Whether a run that is killed goes on as if nothing had been: npm run eval:resume [-- --kills 50 --seconds 300]
import { parseArgs } from 'node:util';
import { table } from './measure.ts';
import { killRuns } from './waves/killRuns.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' }, seconds: { type: 'string', default: '300' } } });
const { kills, runs, served, logged, askedAgain, doubled, paidAndLost, different, faults } = await killRuns({ kills: Number(values.kills), atoms: 60, withinMs: Number(values.seconds) * 1000 });
console.log(`\n${runs} runs of 60 atoms, whose processes were killed (SIGKILL) ${kills} times at random; ${served} answers of the server, ${logged} in the logs\n`);
console.log(`${table([
  ['what must not be', 'times'],
  ['asked again although the answer was in the log', String(askedAgain)],
  ['two answers to one question in a log', String(doubled)],
  ['runs that ended otherwise than one that nobody killed', String(different)],
  ['events missing, processes that failed by themselves', String(faults)],
])}\n\nPaid by the ledger and in no log (killed between two commits of the store): ${paidAndLost}\n`);
process.exitCode = askedAgain + doubled + different + faults === 0 ? 0 : 1;
