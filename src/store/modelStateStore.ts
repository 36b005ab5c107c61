import type { BreakerRecord, BreakerRepository, ModelCorrectionRepository } from '../llm/records/modelState.ts';
import type { Database } from './database.ts';
import { modelOf, withoutNulls } from './rows.ts';

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
