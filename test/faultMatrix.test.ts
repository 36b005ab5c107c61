import assert from 'node:assert/strict';
import { expectedOutcomes, matrixFaults } from '../bench/faults/expectedOutcomes.ts';
import { runFaultMatrix } from '../bench/faults/faultMatrix.ts';
import { faultNames } from './provider-server/faults.ts';

for (const fault of matrixFaults) {
  it(`fault ${fault} ends in ${expectedOutcomes[fault].expected} with all adapters, streaming or not`, async () => {
    const results = await runFaultMatrix([fault]);
    assert.equal(results.length, 6);
    for (const { protocol, delivery, wrong } of results) assert.deepEqual(wrong, [], `${protocol} ${delivery}`);
  });
}

it('every fault of the provider server is in the matrix', () => {
  assert.deepEqual(faultNames.filter((name) => !matrixFaults.includes(name)), []);
});
