// Lets models fail and prints what becomes of the calls: fallback, breaker, limits, budget and cancelling, over real HTTP on this machine and the store in a file.
// Usage: npm run eval:resilience -- [--calls 1000] [--seed 1] [--minute]
import { parseArgs } from 'node:util';
import { table } from './measure.ts';
import { breaker, budget, cancelling, fallback, limits, manyAtOnce, oneModel } from './resilience/scenarios.ts';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, minute: { type: 'boolean', default: false } } });
const options = { calls: Number(values.calls), seed: Number(values.seed), openMs: values.minute ? 60_000 : 3000 };
const started = performance.now();
const rows = [];
for (const scenario of [fallback, oneModel, manyAtOnce, breaker, limits, budget, cancelling]) rows.push(...await scenario(options));
console.log(table([['', 'figure', 'must be', ''], ...rows.map(({ what, figure, must, holds }) => [what, figure, must, holds ? '✓' : '✗'])]));
const missed = rows.filter(({ holds }) => !holds).length;
console.log(`\n${rows.length - missed} of ${rows.length} hold, ${((performance.now() - started) / 1000).toFixed(0)} s, Node ${process.version}. The models are played by the fake provider; no real one was called.`);
process.exitCode = missed === 0 ? 0 : 1;
