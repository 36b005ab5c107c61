import type { DeleteResult, InsertResult, UpdateResult } from 'kysely';
import type { CachedAnswer, CachedAnswerRepository } from '../llm/records/cachedAnswers.ts';
import type { Database, TablesTransaction } from './database.ts';
import { gatheredReads } from './gatheredReads.ts';
import { GroupCommit } from './groupCommit.ts';
import { prepared, preparedRows } from './prepared.ts';
import { modelOf, usageOf, withoutNulls } from './rows.ts';
import type { CachedAnswerRow } from './schema.ts';

/** Uses of an answer that are nearer to each other count as one: each that counts is a transaction. */
const usesApartMs = 10_000;

/** Kept answers, over the tables. */
export function cachedAnswerStore(database: Database): CachedAnswerRepository & { idle(): Promise<void> } {
  const keeping = new GroupCommit<TablesTransaction, Kept>((work, kept) => database.transact(async (tables) => {
    await keepAll(tables, kept);
    await work(tables);
  }), database.gather);
  const rowOfKey = gatheredReads(async (keys) => {
    const rows = await database.read((tables) => answersByKeys(tables, keys.map((key) => ({ key }))));
    return new Map(rows.map((row) => [row.key, row]));
  });
  return {
    idle: () => keeping.idle(),
    async find(key, now) {
      const row = await rowOfKey(key);
      if (row === undefined || row.expires_at <= now) return undefined;
      if (row.used_at <= now - usesApartMs) await database.write((tables) => markUsed(tables, { key, now }));
      return answerOf(row);
    },
    async family(family, now, limit) {
      const rows = await database.read((tables) => tables.selectFrom('cached_answers').selectAll().where('family', '=', family).where('expires_at', '>', now)
        .orderBy('used_at', 'desc').limit(limit).execute());
      return rows.map(answerOf);
    },
    keep: (answer, { maxEntries }) => keeping.submit({ answer, maxEntries }, () => Promise.resolve()),
    clear: () => database.write(async (tables) => {
      const total = await countAll(tables);
      await tables.deleteFrom('cached_answers').execute();
      return total;
    }),
    async count(now) {
      const { total } = await database.read((tables) => tables.selectFrom('cached_answers').select(({ fn }) => fn.countAll<number>().as('total'))
        .where('expires_at', '>', now).executeTakeFirstOrThrow());
      return total;
    },
  };
}

interface Kept {
  readonly answer: CachedAnswer;
  readonly maxEntries: number;
}

/** Keeps answers that come together; what expired and what is over the bound goes once for all of them. */
async function keepAll(tables: TablesTransaction, kept: readonly Kept[]): Promise<void> {
  await keepRows(tables, [...new Map(kept.map(({ answer }) => [answer.key, rowOf(answer)])).values()]);
  await forgetExpired(tables, { now: Math.max(...kept.map(({ answer }) => answer.createdAt)) });
  await forgetOver(tables, Math.min(...kept.map(({ maxEntries }) => maxEntries)));
}

/** The answers over the bound go, and a twentieth more of them, so that not every answer that is kept costs the removal of another. */
async function forgetOver(tables: TablesTransaction, maxEntries: number): Promise<void> {
  const total = await countAll(tables);
  if (total <= maxEntries) return;
  const kept = maxEntries - Math.floor(maxEntries / 20);
  const oldest = tables.selectFrom('cached_answers').select('key').orderBy('used_at').orderBy('key').limit(total - kept);
  await tables.deleteFrom('cached_answers').where('key', 'in', oldest).execute();
}

async function countAll(tables: TablesTransaction): Promise<number> {
  return (await countRows(tables, noValues)).rows[0]?.total ?? 0;
}

const answersByKeys = preparedRows<{ key: string }, CachedAnswerRow>((tables, keys) => tables.selectFrom('cached_answers').selectAll().where('key', 'in', keys.map((given) => given('key'))));

const markUsed = prepared<{ key: string; now: number }, UpdateResult>((tables, given) => tables.updateTable('cached_answers').set({ used_at: given('now') }).where('key', '=', given('key')));

const keepRows = preparedRows<CachedAnswerRow, InsertResult>((tables, rows) => tables.insertInto('cached_answers').values(rows.map((given) => ({
  key: given('key'), provider: given('provider'), model: given('model'), answer: given('answer'), usage: given('usage'), micro_usd: given('micro_usd'),
  created_at: given('created_at'), expires_at: given('expires_at'), used_at: given('used_at'), family: given('family'), question: given('question'),
}))).onConflict((conflict) => conflict.column('key').doUpdateSet((expression) => ({
  provider: expression.ref('excluded.provider'), model: expression.ref('excluded.model'), answer: expression.ref('excluded.answer'), usage: expression.ref('excluded.usage'), micro_usd: expression.ref('excluded.micro_usd'),
  created_at: expression.ref('excluded.created_at'), expires_at: expression.ref('excluded.expires_at'), used_at: expression.ref('excluded.used_at'), family: expression.ref('excluded.family'), question: expression.ref('excluded.question'),
}))));

const forgetExpired = prepared<{ now: number }, DeleteResult>((tables, given) => tables.deleteFrom('cached_answers').where('expires_at', '<=', given('now')));

const noValues: object = {};

const countRows = prepared<object, { total: number }>((tables) => tables.selectFrom('cached_answers').select(({ fn }) => fn.countAll<number>().as('total')));

function rowOf(answer: CachedAnswer): CachedAnswerRow {
  return {
    key: answer.key, provider: answer.model.provider, model: answer.model.model, answer: answer.text, usage: JSON.stringify(answer.usage),
    micro_usd: answer.microUsd ?? null, created_at: answer.createdAt, expires_at: answer.expiresAt, used_at: answer.createdAt,
    family: answer.similarity?.family ?? null, question: answer.similarity?.question ?? null,
  };
}

function answerOf(row: CachedAnswerRow): CachedAnswer {
  return {
    key: row.key, model: modelOf(row), text: row.answer, usage: usageOf(row.usage), ...withoutNulls({ microUsd: row.micro_usd }),
    createdAt: row.created_at, expiresAt: row.expires_at,
    ...(row.family === null || row.question === null ? {} : { similarity: { family: row.family, question: row.question } }),
  };
}
