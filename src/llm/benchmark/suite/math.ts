import type { BenchmarkTask } from '../benchmarkTask.ts';
import { sum } from './points.ts';

/** Questions with one right number. */
export const mathTasks: readonly BenchmarkTask[] = [
  sum('discount', 68, 'A coat costs 100 euros. It is reduced by 20 % and then, at the till, by another 15 %. What does it cost now, in euros?'),
  sum('digits', 648, 'How many three-digit whole numbers have three different digits?'),
  sum('pipes', 2.4, 'One pipe fills a tank in 4 hours, another in 6 hours. How many hours do both need together?'),
  sum('modulo', 9, 'What is the remainder when 3 to the power of 100 is divided by 12?'),
  sum('triangle', 84, 'What is the area of a triangle with the sides 13, 14 and 15?'),
  sum('bayes', 16.1, 'One of 100 people has an illness. A test finds it in 95 % of the ill and wrongly in 5 % of the healthy. What is the probability, in per cent with one decimal, that somebody with a positive test is ill?', 0.05),
  sum('integral', 4, 'What is the area between the curve y = x^3 - 4x and the x-axis from x = 0 to x = 2?'),
  sum('dice', 0.67, 'Two fair dice are thrown. Given that the sum is at least 8, what is the probability that it is at least 9? Round to two decimals.', 0.005),
];
