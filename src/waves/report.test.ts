import assert from 'node:assert/strict';
import { formatReport } from './formatReport.ts';
import { ReportFold, reportOf } from './report.ts';
import { atomUnit, finding, WaveWorld } from './testing/waveWorld.ts';

const units = [atomUnit('a'), atomUnit('b'), atomUnit('c'), atomUnit('d', ['c'])];

async function told(): Promise<WaveWorld> {
  const world: WaveWorld = new WaveWorld({
    units,
    model: async ({ ask, unit, plan }) => {
      await new Promise<void>((done) => { world.time.after(1000, done); });
      if (unit === 'd' && ask === 'code' && plan.attempt === 1) return { kind: 'refused', detail: 'no' };
      return ask === 'cases' ? (unit === 'c' ? 'nothing' : 'cases one,two,three') : ask === 'code' ? `code ${plan.attempt}` : 'withdrawn';
    },
    judge: (unit, answer, cases) => {
      if (unit === 'a' && answer === 'code 1') return [finding('bad type'), finding('worse')];
      if (unit === 'b' && cases.some(({ name }) => name === 'two')) return [finding('expected 409', { level: 'examples', example: 'two', code: 'DM5070' })];
      return unit === 'c' ? [finding('cannot | be', { level: 'names', code: 'DM5030' })] : [];
    },
    levels: { application: () => Promise.resolve({ ok: false, failures: [{ finding: finding('does not start', { level: 'application' }) }], ms: 500 }) },
  });
  await world.run();
  return world;
}

it('counts what happened, what it cost, and how precise each level found the first and the last attempt', async () => {
  const report = reportOf((await told()).heard);
  assert.deepEqual([report.outcome, report.atoms, report.firstTry, report.final], ['incomplete', { all: 4, done: 3, incomplete: 1, open: 0 }, { passed: 0, of: 4 }, { passed: 3, of: 4 }]);
  assert.deepEqual(report.precision.filter(({ level }) => ['answer', 'names', 'types', 'examples', 'application'].includes(level)).map(({ level, firstTry, final }) => [level, firstTry.passed, firstTry.of, final.passed, final.of]), [
    ['answer', 3, 4, 4, 4], ['names', 2, 3, 3, 4], ['types', 1, 2, 3, 3], ['examples', 0, 1, 3, 3], ['application', 3, 3, 3, 3],
  ]);
  assert.deepEqual(report.attempts, { cases: 5, code: 10, dispute: 1, byNumber: [0, 3], sentBack: 0 });
  assert.deepEqual(report.examples, { proved: 3, unproved: 0, all: 8, disputed: 1, withdrawn: 1 });
  assert.deepEqual(report.tokens, { input: 1600, cachedInput: 0, output: 800 });
  assert.deepEqual([report.cost.microUsd, report.cost.wastedMicroUsd, report.cost.wastedAnswers], [2400, 1350, 9]);
  assert.deepEqual(report.causes.map(({ level, code, findings, retries }) => [level, code, findings, retries]), [['names', 'DM5030', 4, 4], ['answer', 'DM5050', 2, 2], ['types', 'DM5060', 2, 1], ['examples', 'DM5070', 2, 2], ['application', 'DM5060', 1, 0]]);
  assert.deepEqual(report.failures, [{ outcome: 'refused', calls: 1 }]);
  assert.deepEqual(report.incomplete.map(({ unit }) => unit), ['c']);
  assert.deepEqual([report.time.callMs, report.time.levelMs], [80, 505]);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});

it('counts the time of its sessions only, and says the same however far the log has come', async () => {
  const { heard } = await told();
  const whole = reportOf(heard);
  const [first] = heard;
  assert.ok(first !== undefined);
  const fold = new ReportFold();
  for (const logged of heard) fold.apply(logged);
  assert.deepEqual(fold.report(), whole);
  fold.apply({ at: whole.time.endedAt + 86_400_000, event: { kind: 'run.resumed' } });
  assert.deepEqual([fold.report().outcome, fold.report().time.workedMs], ['running', whole.time.workedMs]);
});

it('words it for people', async () => {
  const text = formatReport(reportOf((await told()).heard));
  assert.match(text, /^# app: incomplete\n/);
  assert.match(text, /\*\*3 of 4 units\*\* that the spec states in words are written \(75\.0 %\), 0\.0 % at the first attempt; 1 incomplete, 0 not reached/);
  assert.match(text, /## Written\n\n\| unit \| attempts \| examples \|\n\|---\|---:\|---:\|\n\| `a` \| 2 \| 3 \|/);
  assert.match(text, /\| `c` \| answers 501 \| after 4 attempts: cannot \\\| be \(names, DM5030\) \|/);
  assert.match(text, /\| names \| 66\.7 % \(2 of 3\) \| 75\.0 % \(3 of 4\) \|/);
  assert.match(text, /\$0\.0024; \$0\.0014 for 9 answers that were of no use/);
  assert.match(text, /application: 0 of 1 hold/);
});

it('says nothing of levels that nobody ran', async () => {
  const world = new WaveWorld({ units, levels: {} });
  await world.run();
  const without = world.heard.filter(({ event }) => event.kind !== 'level.done');
  assert.deepEqual(reportOf(world.heard).precision.map(({ level }) => level).slice(-3), ['file', 'milestone', 'application']);
  assert.equal(reportOf(without).precision.at(-1)?.level, 'examples');
});

it('leads to the files of units, and says of code that was written for older words that it stays', async () => {
  const world = new WaveWorld({ units: [atomUnit('src/a b.ts#one'), atomUnit('src/c.ts#two')], judge: (unit) => (unit.endsWith('two') ? [finding('never')] : []) });
  await world.run({ plan: { ...world.plan, stale: ['src/c.ts#two'] } });
  const report = reportOf(world.heard);
  assert.deepEqual(report.incomplete.map(({ unit, isStale }) => [unit, isStale]), [['src/c.ts#two', true]]);
  const text = formatReport(report);
  assert.match(text, /\| \[`one`\]\(\.\.\/src\/a%20b\.ts\) \| 1 \| 3 \|/);
  assert.match(text, /\| \[`two`\]\(\.\.\/src\/c\.ts\) \| does what its words said before \|/);
});

it('says in a line that every answer passed at once', async () => {
  const world = new WaveWorld({ units });
  await world.run();
  assert.match(formatReport(reportOf(world.heard)), /## Precision\n\nEvery answer passed every level at once\. Attempts: 4 for examples, 4 for code/);
});
