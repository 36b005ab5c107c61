// Plays every fault of models and networks to every adapter, streaming and not, against a provider on this machine, and prints what each call ended in.
// Usage: npm run eval:faults -- [fault ...]
import { deliveries, runFaultMatrix } from './faults/faultMatrix.ts';
import type { FaultResult } from './faults/faultMatrix.ts';
import { expectedOutcomes, matrixFaults } from './faults/expectedOutcomes.ts';
import type { MatrixFault } from './faults/expectedOutcomes.ts';
import { protocolNames } from '../test/provider-server/types.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(expectedOutcomes, name));
if (unknown.length > 0) {
  console.error(`No such fault: ${unknown.join(', ')}. There are: ${matrixFaults.join(', ')}`);
  process.exitCode = 2;
} else {
  const startedAt = performance.now();
  const results = await runFaultMatrix(wanted.length === 0 ? matrixFaults : (wanted as MatrixFault[]));
  print(results, performance.now() - startedAt);
}

function print(results: readonly FaultResult[], elapsedMs: number): void {
  const columns = protocolNames.flatMap((protocol) => deliveries.map((delivery) => ({ protocol, delivery })));
  console.log(['fault'.padEnd(20), ...columns.map(({ protocol, delivery }) => `${protocol} ${delivery}`.padEnd(24))].join(''));
  for (const fault of new Set(results.map((result) => result.fault))) {
    const cells = columns.map(({ protocol, delivery }) => cell(results.find((result) => result.fault === fault && result.protocol === protocol && result.delivery === delivery)));
    console.log([fault.padEnd(20), ...cells].join(''));
  }
  const wrong = results.filter((result) => result.wrong.length > 0);
  const silent = results.filter((result) => result.wrong.some((sentence) => sentence.startsWith('SILENT')));
  for (const result of wrong) console.log(`\n${result.fault}, ${result.protocol} ${result.delivery}: ${result.wrong.join('; ')}\n  ${JSON.stringify(result.outcome)}`);
  console.log(`\n${results.length} calls in ${(elapsedMs / 1000).toFixed(1)} s: ${results.length - wrong.length} ended as they must, ${wrong.length} did not, ${silent.length} silent truncations.`);
  if (wrong.length > 0) process.exitCode = 1;
}

function cell(result: FaultResult | undefined): string {
  if (result === undefined) return ''.padEnd(24);
  const { outcome } = result;
  const ended = outcome.kind === 'ok' || outcome.cause === undefined ? outcome.kind : `${outcome.kind}/${outcome.cause}`;
  return (result.wrong.length === 0 ? ended : `✗ ${ended}`).padEnd(24);
}
