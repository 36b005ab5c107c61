import type { BenchmarkSuite, RankingWeights } from '../benchmarkTask.ts';
import type { TaskCategory } from '../../records/ledger.ts';
import { codingTasks } from './coding.ts';
import { empathyTasks } from './empathy.ts';
import { generalTasks } from './general.ts';
import { languageTasks } from './language.ts';
import { mathTasks } from './math.ts';
import { researchTasks } from './research.ts';

/** The suite that ships; any change of a task or its check needs another id, because scores of different tasks are not comparable. */
export const standardSuite: BenchmarkSuite = {
  id: 'standard-2026-11',
  tasks: [...codingTasks, ...mathTasks, ...researchTasks, ...languageTasks, ...empathyTasks, ...generalTasks],
};

/** What counts how much in each category: right answers first where errors cost most, speed and price more where an answer is read in passing. */
export const rankingWeights: Readonly<Record<TaskCategory, RankingWeights>> = {
  coding: { quality: 0.7, speed: 0.1, cost: 0.2 },
  math: { quality: 0.8, speed: 0.05, cost: 0.15 },
  research: { quality: 0.7, speed: 0.1, cost: 0.2 },
  language: { quality: 0.6, speed: 0.15, cost: 0.25 },
  empathy: { quality: 0.75, speed: 0.15, cost: 0.1 },
  general: { quality: 0.5, speed: 0.25, cost: 0.25 },
};
