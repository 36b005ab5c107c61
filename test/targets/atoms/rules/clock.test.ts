import { checkRule } from '../codeRules.ts';

it('finds other clocks than that of the call, and chance', () => {
  checkRule('DM5060', ['if (new Date() > context.now) return;', 'String(Date.now());', 'String(Date());', 'const rows = await context.tx.select().from(loans).where(sql`${loans.createdAt} < now()`);\n  String(rows.length);'],
    ['const day = new Date(context.now);\n  String(day);', 'String(new Date("2030-01-01").getTime());', 'String(Date.parse("2030-01-01"));', 'String(Date.UTC(2030, 0, 1));']);
  checkRule('DM5061', ['String(Math.random());', 'const shuffled = sql`random()`;\n  String(shuffled);'], ['String(Math.max(1, loan.days));']);
});
