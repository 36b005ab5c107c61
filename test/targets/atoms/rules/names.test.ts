import assert from 'node:assert/strict';
import { checkRule, codesIn } from '../codeRules.ts';

it('finds names that nobody declares, and says which was meant', () => {
  checkRule('DM5030', ['await memberRepo.find(context, loan.memberId);', 'throw ConflictError("late");', 'const x: LoanRecord = loan;\n  String(x);', 'await inTransaction(context.tx, undefined, async () => undefined);', 'String(lodash.sum([1]));', 'const x = db.loans;'],
    ['const found = await memberRepository.find(context, loan.memberId);\n  String(found?.points);', 'const own = (rows: readonly LoanRow[]): number => rows.length;\n  own([]);', 'const totals: Record<string, number> = {};\n  totals["a"] = 1;', 'type Pair = [string, number];\n  const pair: Pair = ["a", 1];\n  String(pair);',
      'const { days: howLong = 1, ...rest } = loan;\n  String([howLong, rest]);', 'try { String(loan.days); } catch (problem) { throw problem; }', 'for (const [index, one] of [1].entries()) String(index + one);', 'const status: LoanRow["status"] = "back";\n  String(status);', 'const list = new Intl.NumberFormat("en");\n  String(list);']);
});

it('finds functions that a repository does not have', () => {
  checkRule('DM5031', ['await memberRepository.findById(context, loan.memberId);', 'await loanRepository.save(context, loan);', 'const { findMany } = loanRepository;\n  String(findMany);'], ['await loanRepository.findForUpdate(context, loan.id);', 'const rows = await loanRepository.where(context, [], { limit: 1 });\n  String(rows.length);']);
});

it('drops imports of what the app has, wherever they say it is, and tells of others', () => {
  const withImport = (line: string, body: string): readonly string[] => codesIn(`  ${body}`, {}, line);
  assert.deepEqual(withImport('import { memberRepository } from "@/repositories";', 'String(memberRepository.find);'), []);
  assert.deepEqual(withImport('import * as fs from "node:fs";', 'String(loan.days);'), []);
  assert.deepEqual(withImport('import _ from "lodash";', 'String(_.sum([1]));'), ['DM5030', 'DM5032']);
  assert.deepEqual(withImport('import { readFileSync } from "node:fs";', 'readFileSync("/etc/passwd");'), ['DM5030', 'DM5032']);
  assert.deepEqual(withImport('import "./polyfill";', 'String(loan.days);'), ['DM5032']);
});
