import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ledgerReport } from '../../src/llm/ledger/ledgerReport.ts';
import { formatCosts } from '../../src/cli/costsCommand.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { newFile } from './backends.ts';
import { noon, purposeOf, reservation, settlement } from './sampleEvents.ts';

const program = pathToFileURL(join(import.meta.dirname, '../../src/cli/main.ts')).href;

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs command lines one after the other in one process, on a data folder. */
function run(data: string, ...lines: readonly (readonly string[])[]): readonly Ended[] {
  const script = `const { main } = await import(${JSON.stringify(program)});
    const write = process.stdout.write.bind(process.stdout);
    const results = [];
    for (const line of JSON.parse(process.argv[1])) {
      const told = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr']) process[name].write = (text) => { told[name] += text; return true; };
      const status = await main(line, new AbortController().signal);
      results.push({ ...told, status });
    }
    write(JSON.stringify(results));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, '--', JSON.stringify(lines)], { encoding: 'utf8', env: { ...process.env, DEVMATRIX_DATA: data } });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as readonly Ended[];
}

it('costs are told from every side', () => {
  const events = [
    reservation('a', 9000), settlement('a', 4200),
    reservation('b', 9000, { purpose: purposeOf({ category: 'math' }) }), settlement('b', 800, { outcome: 'truncated', wasted: true, purpose: purposeOf({ category: 'math' }) }),
    reservation('c', 5000),
    { kind: 'cached', id: 'h', call: 'h', at: noon, model: reservation('a', 0).model, purpose: purposeOf({}), match: 'exact', usage: settlement('a', 0).usage, savedMicroUsd: 700 } as const,
  ].map((event, index) => ({ seq: index + 1, chargedAt: noon, event }));
  const page = formatCosts(ledgerReport(events, noon), { since: '2026-11-01', budgets: [{ scope: { kind: 'day' }, hardMicroUsd: 20_000, softMicroUsd: 15_000, spentMicroUsd: 5000, reservedMicroUsd: 5000 }] });
  for (const line of [
    /^\$0\.0050 since 2026-11-01 \(days are those of UTC\), 3 calls: 1 answered, 1 failed, 1 under way$/m, /^Wasted: \$0\.0008 \(16 %\) by 1 call$/m,
    /^Saved by the cache: \$0\.0007 by 1 answer that was there already \(25 % of all\)$/m, /^Reserved for calls under way: \$0\.0050 at most$/m, /^2026-11-21 +\$0\.0050 +3 /m, /^run-1 +\$0\.0050/m,
    /^anthropic\/claude-haiku-5-5 +\$0\.0050/m, /^math +\$0\.0008/m, /^truncated +\$0\.0008 +1 /m, /^today +\$0\.0200 +\$0\.0050 +\$0\.0050 +\$0\.0100 +\$0\.0150$/m,
  ]) assert.match(page, line);
});

it('costs that are not fully known are marked', () => {
  const stored = (event: ReturnType<typeof settlement>) => [{ seq: 1, chargedAt: noon, event }];
  const page = (event: ReturnType<typeof settlement>): string => formatCosts(ledgerReport(stored(event), noon), { since: '2026-11-01', budgets: [] });
  assert.match(page(settlement('a', 10, { source: 'estimated' })), /^≈ \$0\.0000/);
  assert.match(page(settlement('a', undefined, { source: 'unknown' })), /^≥ \$0\.0000.*\n(?:.*\n)*1 call to models without a known price is not in the sums$/m);
  assert.equal(formatCosts(ledgerReport([], noon), { since: '2026-11-01', budgets: [] }), 'No call to a model since 2026-11-01.');
});

it('the command shows the ledger as JSON, and looking makes no store', async function () {
  this.timeout(60_000);
  const file = join(dirname(newFile()), 'devmatrix.sqlite');
  const [nothing] = run(dirname(file), ['costs', '--json']);
  assert.deepEqual([nothing?.status, (JSON.parse(nothing?.stdout ?? '') as { total: { calls: number } }).total.calls, existsSync(file)], [0, 0, false]);

  const { store } = await openSqliteStore(file);
  const at = Date.now();
  await store.ledger.reserve(reservation('a', 500, { at }), 'refuse');
  await store.ledger.settle(settlement('a', 420, { at }));
  await store.close();
  const [shown, wrong] = run(dirname(file), ['costs', '--json', '--since', '2020-01-01'], ['costs', '--since', 'yesterday']);
  const report = JSON.parse(shown?.stdout ?? '') as { total: { spentMicroUsd: number }; byModel: readonly { key: string; calls: number }[] };
  assert.deepEqual([shown?.status, report.total.spentMicroUsd, report.byModel.map(({ key, calls }) => [key, calls]), shown?.stderr], [0, 420, [['anthropic/claude-haiku-5-5', 1]], '']);
  assert.match(wrong?.stderr ?? '', /yesterday is no day/);
});

it('budgets are set, shown and removed', function () {
  this.timeout(60_000);
  const commands = ['', 'set day 2.50 --soft 2', 'set workspace $20', 'set day -1', 'set day 1 --soft 2', 'set week 1', 'remove day', 'remove day', '--json'];
  const results = run(dirname(newFile()), ...commands.map((line) => ['budget', ...line.split(' ').filter((word) => word !== '')]));
  assert.deepEqual(results.map(({ status }) => status), [0, 0, 0, 2, 2, 2, 0, 1, 0]);
  assert.match(results[0]?.stdout ?? '', /There is no budget/);
  assert.match(results[1]?.stdout ?? '', /^today +\$2\.5000 +\$0\.0000 +\$0\.0000 +\$2\.5000 +\$2\.0000$/m);
  assert.match(results[2]?.stdout ?? '', /^this workspace +\$20\.00/m);
  assert.deepEqual((JSON.parse(results[8]?.stdout ?? '') as { budgets: readonly { hardMicroUsd: number }[] }).budgets.map(({ hardMicroUsd }) => hardMicroUsd), [20_000_000]);
});
