import type { DeleteResult, InsertResult } from 'kysely';
import type { CachedAnswer } from '../llm/records/cachedAnswers.ts';
import type { TablesTransaction } from './database.ts';
import { prepared, preparedRows } from './prepared.ts';
import type { CachedAnswerRow } from './schema.ts';

/** An answer that is to be kept, and how many there may be. */
export interface KeptAnswer {
  readonly answer: CachedAnswer;
  readonly maxEntries: number;
}

/** Keeps answers that come together; what expired and what is over the bound goes once for all of them. */
export async function keepAnswers(tables: TablesTransaction, kept: readonly KeptAnswer[]): Promise<void> {
  await keepRows(tables, [...new Map(kept.map(({ answer }) => [answer.key, rowOf(answer)])).values()]);
  await forgetExpired(tables, { now: Math.max(...kept.map(({ answer }) => answer.createdAt)) });
  await forgetOver(tables, Math.min(...kept.map(({ maxEntries }) => maxEntries)));
}

/** The answers over the bound go, and a twentieth more of them, so that not every answer that is kept costs the removal of another. */
async function forgetOver(tables: TablesTransaction, maxEntries: number): Promise<void> {
  const total = await countAnswers(tables);
  if (total <= maxEntries) return;
  const kept = maxEntries - Math.floor(maxEntries / 20);
  const oldest = tables.selectFrom('cached_answers').select('key').orderBy('used_at').orderBy('key').limit(total - kept);
  await tables.deleteFrom('cached_answers').where('key', 'in', oldest).execute();
}

/** How many answers are kept, those that expired among them. */
export async function countAnswers(tables: TablesTransaction): Promise<number> {
  return (await countRows(tables, noValues)).rows[0]?.total ?? 0;
}

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
