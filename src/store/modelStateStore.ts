import type { Json } from '../base/json.ts';
import type { BreakerRecord, BreakerRepository, ModelCorrectionRepository, SessionRecord, SessionRepository } from '../llm/records/modelState.ts';
import type { Database } from './database.ts';
import { modelOf, withoutNulls } from './rows.ts';
import type { SessionRow } from './schema.ts';

/** States of breakers, over the tables. */
export function breakerStore(database: Database): BreakerRepository {
  return {
    async load() {
      const rows = await database.read((tables) => tables.selectFrom('breaker_states').selectAll().orderBy('provider').orderBy('model').execute());
      return rows.map((row) => ({
        provider: row.provider, ...(row.model === '' ? {} : { model: row.model }), state: row.state as BreakerRecord['state'],
        changedAt: row.changed_at, reason: row.reason, ...withoutNulls({ retryAt: row.retry_at }),
      }));
    },
    async save({ provider, model, state, changedAt, retryAt, reason }) {
      const columns = { state, changed_at: changedAt, retry_at: retryAt ?? null, reason };
      await database.write((tables) => tables.insertInto('breaker_states').values({ provider, model: model ?? '', ...columns })
        .onConflict((conflict) => conflict.columns(['provider', 'model']).doUpdateSet(columns).where('breaker_states.changed_at', '<=', changedAt)).execute());
    },
  };
}

/** Conversations, over the tables. */
export function sessionStore(database: Database): SessionRepository {
  return {
    async find(id) {
      const row = await database.read((tables) => tables.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst());
      return row === undefined ? undefined : sessionOf(row);
    },
    async save(session) {
      const { id, ...columns } = rowOf(session);
      await database.write((tables) => tables.insertInto('sessions').values({ id, ...columns }).onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute());
    },
    async recent(workspace, limit) {
      const rows = await database.read((tables) => tables.selectFrom('sessions').selectAll().where('workspace', '=', workspace)
        .orderBy('updated_at', 'desc').orderBy('id').limit(limit).execute());
      return rows.map(sessionOf);
    },
    async forgetBefore(at) {
      const removed = await database.write((tables) => tables.deleteFrom('sessions').where('updated_at', '<', at).returning('id').execute());
      return removed.length;
    },
  };
}

function rowOf(session: SessionRecord): SessionRow {
  return {
    id: session.id, workspace: session.workspace, provider: session.model?.provider ?? null, model: session.model?.model ?? null,
    topic: session.topic ?? null, updated_at: session.updatedAt, data: JSON.stringify(session.data),
  };
}

function sessionOf(row: SessionRow): SessionRecord {
  const { provider, model } = row;
  return {
    id: row.id, workspace: row.workspace, ...(provider === null || model === null ? {} : { model: { provider, model } }),
    ...withoutNulls({ topic: row.topic }), updatedAt: row.updated_at, data: JSON.parse(row.data) as Json,
  };
}

/** What was learned about token estimates, over the tables. */
export function correctionStore(database: Database): ModelCorrectionRepository {
  return {
    async load() {
      const rows = await database.read((tables) => tables.selectFrom('model_corrections').selectAll().orderBy('provider').orderBy('model').execute());
      return rows.map((row) => ({ model: modelOf(row), ratio: row.ratio, spread: row.spread, calls: row.calls, updatedAt: row.updated_at }));
    },
    async save({ model, ratio, spread, calls, updatedAt }) {
      const columns = { ratio, spread, calls, updated_at: updatedAt };
      await database.write((tables) => tables.insertInto('model_corrections').values({ ...model, ...columns })
        .onConflict((conflict) => conflict.columns(['provider', 'model']).doUpdateSet(columns)).execute());
    },
  };
}
