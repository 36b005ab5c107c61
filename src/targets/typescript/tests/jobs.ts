import type { ApplicationIR } from '../../../ir/application.ts';
import { type EmittedFile, type SymbolTable, TsFile } from '../code/tsFile.ts';
import type { Emitter } from '../emitter.ts';

const path = 'tests/generated/support/jobs.ts';

/** Emits `support/jobs.ts`: what the app does beside requests, done at once. */
export const jobsEmitter: Emitter = {
  name: 'testJobs',
  declare(application: ApplicationIR, symbols: SymbolTable): void {
    if (hasHandlers(application)) symbols.declare('test:deliverEvents', path, 'deliverEvents');
    if (hasSchedules(application)) symbols.declare('test:runSchedule', path, 'runSchedule');
  },
  emit(application: ApplicationIR, symbols: SymbolTable): readonly EmittedFile[] {
    if (!hasHandlers(application) && !hasSchedules(application)) return [];
    const file = new TsFile(symbols, { path, emitter: 'testJobs', milestone: 'tests', stratum: 'ast', reason: 'tests deliver events and run schedules themselves' });
    if (hasHandlers(application)) file.add({ name: 'deliverEvents', nodes: [] }, () => deliverSource(file));
    if (hasSchedules(application)) file.add({ name: 'runSchedule', nodes: [] }, () => scheduleSource(file));
    return [file.finish()];
  },
};

/** Whether a flow waits for an event. */
export function hasHandlers({ flows }: ApplicationIR): boolean {
  return flows.some(({ trigger }) => trigger.kind === 'event');
}

function hasSchedules({ flows }: ApplicationIR): boolean {
  return flows.some(({ trigger }) => trigger.kind === 'schedule');
}

function deliverSource(file: TsFile): string {
  return `/** Hands every event that waits to its handlers. */
export async function deliverEvents(): Promise<void> {
  await ${file.use('runtime:deliverDue')}({ database: ${file.use('test:database')}.db, handlers: ${file.use('eventHandlers')}, log: ${file.use('test:app')}.log });
}`;
}

function scheduleSource(file: TsFile): string {
  return `/** Runs a schedule as if its time had come. */
export async function runSchedule(name: string): Promise<void> {
  const schedule = ${file.use('schedules')}.find((candidate) => candidate.name === name);
  if (schedule === undefined) throw new Error(\`There is no schedule \${name}.\`);
  await ${file.use('runtime:inTransaction')}(${file.use('test:database')}.db, ${file.use('runtime:systemCaller')}, (context) => schedule.run(context));
}`;
}
