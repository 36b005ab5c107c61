import assert from 'node:assert/strict';
import { checkRule, codesIn } from '../codeRules.ts';

it('finds arguments and rows that are changed in place, wherever they come from', () => {
  checkRule('DM5063', [
    '  loan.days = 1;', '  bindings.loan.days += 1;', '  loan.days++;', '  Object.assign(loan, { days: 1 });', '  Object.assign(context, { now: new Date(0) });', '  context.now.setUTCDate(1);',
    '  const at = loan.createdAt;\n  at.setTime(0);',
    '  const tool = await toolRepository.find(context, loan.toolId);\n  if (tool !== undefined) tool.broken = true;',
    '  for (const one of await loanRepository.where(context, [])) one.days = 1;',
    '  const all = await loanRepository.where(context, []);\n  const [first] = all.filter((one) => one.days > 1);\n  if (first) first.days = 2;',
    '  const all = await loanRepository.where(context, []);\n  all.forEach((one) => {\n    one.days = 1;\n  });',
    '  const byId = new Map((await loanRepository.where(context, [])).map((one) => [one.id, one]));\n  const found = byId.get("x");\n  if (found) found.days = 1;',
    '  const member = (await memberRepository.find(context, loan.memberId)) ?? undefined;\n  change(member);\n  function change(row: MemberRow | undefined): void {\n    if (row) row.points = 0;\n  }',
    '  const { loan: { createdAt } } = bindings;\n  createdAt.setUTCHours(0);',
    '  let last = loan;\n  last = await loanRepository.update(context, last, { days: 2 });\n  [last.days] = [3];',
  ], []);
});

it('leaves alone what the code made itself', () => {
  checkRule('DM5063', [], [
    '  const copy = { ...loan };\n  copy.days = 1;\n  await loanRepository.update(context, loan, { days: copy.days });',
    '  const all = await loanRepository.where(context, []);\n  all.sort((a, b) => a.days - b.days);\n  all.splice(3);\n  all.pop();',
    '  const totals = new Map<string, { days: number }>();\n  for (const one of await loanRepository.where(context, [])) {\n    const entry = totals.get(one.toolId) ?? { days: 0 };\n    entry.days += one.days;\n    totals.set(one.toolId, entry);\n  }',
    '  const counts = new Map((await toolRepository.where(context, [])).map((tool) => [tool.id, { days: 0 }]));\n  const count = counts.get(loan.toolId);\n  if (count) count.days += 1;',
    '  const at = new Date(loan.createdAt);\n  at.setUTCDate(at.getUTCDate() + 1);',
    '  let days = loan.days;\n  days += 1;\n  await loanRepository.update(context, loan, { days });',
    '  const names: string[] = [];\n  add2(names, loan.id);\n  function add2(list: string[], name: string): void {\n    list.push(name);\n  }',
    '  const groups = (await loanRepository.where(context, [])).reduce<Record<string, number>>((sums, one) => {\n    sums[one.toolId] = (sums[one.toolId] ?? 0) + one.days;\n    return sums;\n  }, {});\n  if (Object.keys(groups).length > 9) return;',
    '  const rows = (await loanRepository.where(context, [])).map((one) => ({ ...one, late: false }));\n  for (const row of rows) row.late = row.days > 3;',
    '  let rest = [loan.id];\n  rest = [...rest];\n  rest.reverse();',
    '  const kept = (await loanRepository.where(context, [])).map((one) => one.id);\n  kept[0] = "x";\n  delete kept[1];',
  ]);
});

it('takes a list that was given for what it is', () => {
  assert.deepEqual(codesIn('  const list = [loan, loan];\n  list.reverse();'), []);
  assert.deepEqual(codesIn('  const [one] = [loan];\n  if (one) one.days = 3;'), ['DM5063']);
});
