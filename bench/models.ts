// Prints the figures of the layer for models: what each part adds to a call, and what it must stay under.
// Usage: npm run bench:models
import type { BenchRow } from './models/benchRow.ts';
import { concurrentRows } from './models/concurrent.ts';
import { gatewayRows } from './models/gateway.ts';
import { providerRows } from './models/providers.ts';
import { storeRows } from './models/store.ts';
import { tokenRows } from './models/tokens.ts';

const parts: readonly (() => Promise<readonly BenchRow[]>)[] = [providerRows, gatewayRows, concurrentRows, storeRows, tokenRows];

for (const part of parts) {
  for (const { what, figure, limit, how } of await part()) {
    console.log(`${figure < limit ? '✓' : '✗'} ${what}: ${figure.toFixed(4)} (under ${limit}) — ${how}`);
    if (figure >= limit) process.exitCode = 1;
  }
}
