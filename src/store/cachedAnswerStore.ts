import type { DeleteResult, InsertResult, UpdateResult } from 'kysely';
import type { CachedAnswer, CachedAnswerRepository } from '../llm/records/cachedAnswers.ts';
import type { Database, TablesTransaction } from './database.ts';
import { prepared } from './prepared.ts';
import { modelOf, usageOf, withoutNulls } from './rows.ts';
import type { CachedAnswerRow } from './schema.ts';

/** Uses of an answer that are nearer to each other count as one: each that counts is a transaction. */
const usesApartMs = 10_000;

/** Kept answers, over the tables. */
export function cachedAnswerStore(database: Database): CachedAnswerRepository {
  return {
    async find(key, now) {
      const [row] = await database.read(async (tables) => (await answerByKey(tables, { key, now })).rows);
      if (row === undefined) return undefined;
      if (row.used_at <= now - usesApartMs) await database.write((tables) => markUsed(tables, { key, now }));
      return answerOf(row);
    },
    async family(family, now, limit) {
      const rows = await database.read((tables) => tables.selectFrom('cached_answers').selectAll().where('family', '=', family).where('expires_at', '>', now)
        .orderBy('used_at', 'desc').limit(limit).execute());
      return rows.map(answerOf);
    },
    keep: (answer, { maxEntries }) => database.write(async (tables) => {
      await keepRow(tables, rowOf(answer));
      await forgetExpired(tables, { now: answer.createdAt });
      await forgetOver(tables, maxEntries);
    }),
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

async function forgetOver(tables: TablesTransaction, maxEntries: number): Promise<void> {
  const total = await countAll(tables);
  if (total <= maxEntries) return;
  const oldest = tables.selectFrom('cached_answers').select('key').orderBy('used_at').orderBy('key').limit(total - maxEntries);
  await tables.deleteFrom('cached_answers').where('key', 'in', oldest).execute();
}

async function countAll(tables: TablesTransaction): Promise<number> {
  return (await countRows(tables, noValues)).rows[0]?.total ?? 0;
}

const answerByKey = prepared<{ key: string; now: number }, CachedAnswerRow>((tables, given) => tables.selectFrom('cached_answers').selectAll()
  .where('key', '=', given('key')).where('expires_at', '>', given('now')));

const markUsed = prepared<{ key: string; now: number }, UpdateResult>((tables, given) => tables.updateTable('cached_answers').set({ used_at: given('now') }).where('key', '=', given('key')));

const keepRow = prepared<CachedAnswerRow, InsertResult>((tables, given) => {
  const columns = {
    provider: given('provider'), model: given('model'), answer: given('answer'), usage: given('usage'), micro_usd: given('micro_usd'), created_at: given('created_at'),
    expires_at: given('expires_at'), used_at: given('used_at'), family: given('family'), question: given('question'),
  };
  return tables.insertInto('cached_answers').values({ key: given('key'), ...columns }).onConflict((conflict) => conflict.column('key').doUpdateSet(columns));
});

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
