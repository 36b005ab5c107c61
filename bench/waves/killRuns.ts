import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunLogRepository } from '../../src/llm/records/runLog.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import type { LoggedEvent } from '../../src/waves/runEvent.ts';
import { readRun } from '../../src/waves/runLog.ts';
import { startProviderServer } from '../../test/provider-server/providerServer.ts';
import type { LiveOrder } from './liveWorld.ts';
import { answerTo, questionOf } from './saidWorkshop.ts';

export interface KilledRuns {
  readonly kills: number;
  readonly runs: number;
  /** Calls that the server answered, and answers in the logs. */
  readonly served: number;
  readonly logged: number;
  /** Questions that were asked although their answer was in the log. */
  readonly askedAgain: number;
  /** Questions with two answers in the log. */
  readonly doubled: number;
  /** Answers that were paid, by the ledger, and that no log has: the process was killed between two commits. */
  readonly paidAndLost: number;
  /** Runs that ended otherwise than one that nobody killed. */
  readonly different: number;
  /** Numbers of events that are missing, or processes that failed by themselves. */
  readonly faults: number;
}

const program = fileURLToPath(new URL('killChild.ts', import.meta.url));

/** Kills processes that drive runs, at random, and lets the next one go on, until so many were killed. Stops early when the time is over. */
export async function killRuns({ kills, atoms, withinMs }: { readonly kills: number; readonly atoms: number; readonly withinMs: number }): Promise<KilledRuns> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-kill-runs-'));
  const server = await startProviderServer({ models: [{ id: 'small', latency: { firstByteMs: 15 } }], rules: [{ answer: ({ user }) => answerTo(user) }] });
  const until = Date.now() + withinMs;
  const sums = { kills: 0, runs: 0, logged: 0, askedAgain: 0, doubled: 0, paidAndLost: 0, different: 0, faults: 0 };
  const file = join(folder, 'store.sqlite');
  const order = (run: string): LiveOrder => ({ file, baseUrl: server.baseUrl.anthropic, key: server.key, run, atoms });
  try {
    const expected = (await drive({ ...order('whole'), file: join(folder, 'whole', 'store.sqlite') })).result;
    server.forget();
    while (sums.kills < kills && Date.now() < until) {
      const run = `r${sums.runs}`;
      const answered = new Set<string>();
      for (let isOver = false; !isOver;) {
        const before = server.requests.length;
        const { result, wasKilled, failed } = await drive(order(run), sums.kills < kills && Date.now() < until ? Math.random() * 1000 : undefined);
        sums.askedAgain += server.requests.slice(before).filter(({ request }) => request !== undefined && answered.has(request.user)).length;
        if (wasKilled) sums.kills += 1;
        if (failed) sums.faults += 1;
        await inStore(file, async (log) => { for await (const logged of readRun(log, run)) for (const question of questionsIn([logged])) answered.add(question); });
        isOver = result !== undefined || failed;
        if (isOver && result !== expected) sums.different += 1;
      }
      sums.runs += 1;
      const checked = await check(file, run);
      sums.logged += checked.logged;
      sums.doubled += checked.doubled;
      sums.paidAndLost += checked.paidAndLost;
      sums.faults += checked.gaps;
      // A kept answer would serve the next run, too, and nothing would be asked.
      await clearAnswers(file);
    }
    return { ...sums, served: server.requests.filter(({ ended }) => ended === 'sent').length };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Driven {
  readonly result: string | undefined;
  readonly wasKilled: boolean;
  readonly failed: boolean;
}

function drive(order: LiveOrder, killAfterMs?: number): Promise<Driven> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      if (text === '' && killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      text += part.toString();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const result = /^result (.*)$/m.exec(text)?.[1];
      resolve({ result, wasKilled: signal === 'SIGKILL', failed: code !== 0 && signal === null });
    });
  });
}

async function inStore<T>(file: string, work: (log: RunLogRepository) => Promise<T>): Promise<T> {
  const { store } = await openSqliteStore(file);
  try {
    return await work(store.runLog);
  } finally {
    await store.close();
  }
}

async function clearAnswers(file: string): Promise<void> {
  const { store } = await openSqliteStore(file);
  await store.answers.clear();
  await store.close();
}

/** The questions that these events hold an answer to. */
function questionsIn(events: readonly LoggedEvent[]): readonly string[] {
  return events.flatMap(({ event }) => (event.kind === 'unit.answer' && event.outcome === 'ok' ? [questionOf(event.ask, event.unit, event.attempt)] : []));
}

async function check(file: string, run: string): Promise<{ readonly logged: number; readonly doubled: number; readonly paidAndLost: number; readonly gaps: number }> {
  const { store } = await openSqliteStore(file);
  const stored = await store.runLog.read(run, 0, 1_000_000);
  const events: LoggedEvent[] = [];
  for await (const logged of readRun(store.runLog, run)) events.push(logged);
  const questions = questionsIn(events);
  const paid = new Set(events.flatMap(({ event }) => (event.kind === 'unit.answer' && event.paid !== undefined ? [event.paid] : [])));
  // An answer that was settled and is not in the log under its own call must have been found among the kept ones.
  const found = counted(events.flatMap(({ event }) => (event.kind === 'unit.answer' && event.fromCache === true ? [`${event.unit} ${event.attempt}`] : [])));
  const unlogged = counted((await store.ledger.events({ run, limit: 1_000_000 })).flatMap(({ event }) => (event.kind === 'settled' && event.outcome === 'ok' && !paid.has(event.call) ? [`${event.purpose.unit ?? ''} ${event.purpose.attempt ?? 0}`] : [])));
  const paidAndLost = [...unlogged].reduce((sum, [key, times]) => sum + Math.max(0, times - (found.get(key) ?? 0)), 0);
  await store.close();
  return { logged: questions.length, doubled: questions.length - new Set(questions).size, paidAndLost, gaps: stored.filter(({ seq }, index) => seq !== index + 1).length };
}

function counted(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
