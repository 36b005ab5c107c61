import assert from 'node:assert/strict';
import { checkRule, codesIn } from '../codeRules.ts';

it('finds functions that are too long, too complex or nested too deeply', () => {
  const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');
  checkRule('DM5065', [many(130, (index) => `  String(${String(index)});`)], [many(60, (index) => `  String(${String(index)});`)]);
  checkRule('DM5066', [many(35, (index) => `  if (loan.days === ${String(index)}) return;`)], [many(20, (index) => `  if (loan.days === ${String(index)}) return;`)]);
  const nested = (depth: number): string => `${'if (loan.days > 1) { '.repeat(depth)}String(1);${' }'.repeat(depth)}`;
  checkRule('DM5067', [nested(8)], [nested(4), 'if (loan.days === 1) return; else if (loan.days === 2) return; else if (loan.days === 3) return; else if (loan.days === 4) return; else if (loan.days === 5) return; else if (loan.days === 6) return; else if (loan.days === 7) return; else if (loan.days === 8) return;']);
  assert.deepEqual(codesIn('  help(loan.days);', {}, `function help(days: number): void {\n${many(130, () => '  String(days);')}\n}`), ['DM5065']);
});
