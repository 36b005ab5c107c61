import { checkRule } from '../codeRules.ts';

it('finds writes past repositories and transactions of their own', () => {
  checkRule('DM5056', ['await context.tx.insert(loans).values({} as NewLoan);', 'await context.tx.update(loans).set({ days: 1 });', 'const { tx } = context;\n  await tx.delete(loans).where(eq(loans.id, loan.id));', 'const db = context.tx;\n  await db.update(loans).set({ days: 1 });', 'await context.tx.execute(sql`update loans set days = 1`);', 'await context.tx.execute(sql`delete from loans where id = ${loan.id}`);'],
    ['await loanRepository.update(context, loan, { days: 1 });', 'const seen = new Map<string, number>();\n  seen.delete(loan.id);', 'const rows = await context.tx.select().from(loans).where(eq(loans.id, loan.id)).for("update");\n  String(rows.length);', 'const updated = sql`select * from loans where "updatedAt" > ${context.now}`;\n  String(updated);']);
  checkRule('DM5058', ['await context.tx.transaction(async () => undefined);'], []);
});

it('finds writes of what may only read', () => {
  checkRule('DM5057', ['await loanRepository.update(context, loan, { days: 1 });', 'await memberRepository.remove(context, { id: "" } as MemberRow);'],
    ['const member = await memberRepository.find(context, loan.memberId);\n  if (member === undefined) return;', 'const rows = await context.tx.select().from(loans);\n  String(rows.length);'], { access: 'read' });
});
