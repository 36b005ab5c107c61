import type { UpdateResult } from 'kysely';
import type { CachedAnswer, CachedAnswerRepository } from '../llm/records/cachedAnswers.ts';
import type { CallCommits } from './callCommits.ts';
import type { Database } from './database.ts';
import { gatheredReads } from './gatheredReads.ts';
import { countAnswers } from './keptAnswers.ts';
import { prepared, preparedRows } from './prepared.ts';
import { modelOf, usageOf, withoutNulls } from './rows.ts';
import type { CachedAnswerRow } from './schema.ts';

/** Uses of an answer that are nearer to each other count as one: each that counts is a transaction. */
const usesApartMs = 10_000;

/** Kept answers, over the tables. */
export function cachedAnswerStore(database: Database, commits: CallCommits): CachedAnswerRepository {
  const rowOfKey = gatheredReads(async (keys) => {
    const rows = await database.read((tables) => answersByKeys(tables, keys.map((key) => ({ key }))));
    return new Map(rows.map((row) => [row.key, row]));
  });
  return {
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
    keep: (answer, { maxEntries }) => commits.keep({ answer, maxEntries }),
    clear: () => database.write(async (tables) => {
      const total = await countAnswers(tables);
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

const answersByKeys = preparedRows<{ key: string }, CachedAnswerRow>((tables, keys) => tables.selectFrom('cached_answers').selectAll().where('key', 'in', keys.map((given) => given('key'))));

const markUsed = prepared<{ key: string; now: number }, UpdateResult>((tables, given) => tables.updateTable('cached_answers').set({ used_at: given('now') }).where('key', '=', given('key')));

function answerOf(row: CachedAnswerRow): CachedAnswer {
  return {
    key: row.key, model: modelOf(row), text: row.answer, usage: usageOf(row.usage), ...withoutNulls({ microUsd: row.micro_usd }),
    createdAt: row.created_at, expiresAt: row.expires_at,
    ...(row.family === null || row.question === null ? {} : { similarity: { family: row.family, question: row.question } }),
  };
}
