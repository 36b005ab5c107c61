import type { BenchmarkRepository, BenchmarkResult, BenchmarkRun } from '../llm/records/benchmarks.ts';
import type { Database } from './database.ts';
import { modelOf, usageOf, withoutNulls } from './rows.ts';
import type { BenchmarkResultRow, BenchmarkRunRow } from './schema.ts';

/** The history of benchmarks, over the tables. */
export function benchmarkStore(database: Database): BenchmarkRepository {
  return {
    async saveRun(run) {
      const { id, ...columns } = rowOfRun(run);
      await database.write((tables) => tables.insertInto('benchmark_runs').values({ id, ...columns }).onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute());
    },
    addResults: (results) => database.write(async (tables) => {
      for (const result of results) {
        const row = rowOfResult(result);
        await tables.insertInto('benchmark_results').values(row)
          .onConflict((conflict) => conflict.columns(['run', 'provider', 'model', 'category', 'task']).doUpdateSet(row)).execute();
      }
    }),
    async runs(limit) {
      const rows = await database.read((tables) => tables.selectFrom('benchmark_runs').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute());
      return rows.map(runOfRow);
    },
    async results({ run, model, category, since }) {
      const rows = await database.read((tables) => {
        let query = tables.selectFrom('benchmark_results').selectAll().orderBy('at').orderBy('run').orderBy('provider').orderBy('model').orderBy('category').orderBy('task');
        if (run !== undefined) query = query.where('run', '=', run);
        if (model !== undefined) query = query.where('provider', '=', model.provider).where('model', '=', model.model);
        if (category !== undefined) query = query.where('category', '=', category);
        if (since !== undefined) query = query.where('at', '>=', since);
        return query.execute();
      });
      return rows.map(resultOfRow);
    },
  };
}

function rowOfRun(run: BenchmarkRun): BenchmarkRunRow {
  return { id: run.id, started_at: run.startedAt, finished_at: run.finishedAt ?? null, suite: run.suite, micro_usd: run.microUsd ?? null };
}

function runOfRow(row: BenchmarkRunRow): BenchmarkRun {
  return { id: row.id, startedAt: row.started_at, suite: row.suite, ...withoutNulls({ finishedAt: row.finished_at, microUsd: row.micro_usd }) };
}

function rowOfResult(result: BenchmarkResult): BenchmarkResultRow {
  return {
    run: result.run, provider: result.model.provider, model: result.model.model, task: result.task, category: result.category, at: result.at,
    score: result.score, outcome: result.outcome, total_ms: result.totalMs, first_byte_ms: result.firstByteMs ?? null,
    usage: result.usage === undefined ? null : JSON.stringify(result.usage), micro_usd: result.microUsd ?? null, detail: result.detail ?? null,
  };
}

function resultOfRow(row: BenchmarkResultRow): BenchmarkResult {
  return {
    run: row.run, model: modelOf(row), task: row.task, category: row.category as BenchmarkResult['category'], at: row.at, score: row.score,
    outcome: row.outcome, totalMs: row.total_ms,
    ...withoutNulls({ firstByteMs: row.first_byte_ms, microUsd: row.micro_usd, detail: row.detail }),
    ...(row.usage === null ? {} : { usage: usageOf(row.usage) }),
  };
}
