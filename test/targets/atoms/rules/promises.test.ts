import { checkRule } from '../codeRules.ts';

it('finds promises that nobody waits for', () => {
  checkRule('DM5055', [
    'loanRepository.update(context, loan, { days: 1 });', 'void loanRepository.update(context, loan, { days: 1 });', 'context.tx.select().from(loans);', '[loan].forEach(async (one) => { await loanRepository.update(context, one, { days: 1 }); });',
    '[loan].map(async (one) => { await loanRepository.update(context, one, { days: 1 }); });', 'loan.days > 1 && memberRepository.find(context, loan.memberId);', 'Promise.all([memberRepository.find(context, loan.memberId)]);',
    'const save = async (): Promise<void> => { await loanRepository.update(context, loan, { days: 1 }); };\n  save();',
  ], [
    'await loanRepository.update(context, loan, { days: 1 });', 'const rows = context.tx.select().from(loans);\n  String((await rows).length);', 'await Promise.all([loan].map(async (one) => { await loanRepository.update(context, one, { days: 1 }); }));',
    'const found = memberRepository.find(context, loan.memberId);\n  if ((await found) === undefined) return;', '[1, 2].forEach((one) => { String(one); });', 'const condition = memberRepository.owned(context);\n  String(condition);',
    'const days = [loan].map((one) => one.days);\n  String(days.length);',
  ]);
});
