import { checkRule } from '../codeRules.ts';

it('finds SQL that is put together as text, and leaves parameters alone', () => {
  checkRule('DM5043', [
    'await context.tx.execute(sql.raw("select 1"));', 'await context.tx.execute(`select * from loans where id = ${loan.id}`);', 'const { tx } = context;\n  await tx.execute("select * from loans where id = " + loan.id);', 'const rows = sql("select 1");',
  ], [
    'const rows = await context.tx.select({ id: loans.id }).from(loans).where(sql`${loans.days} > ${loan.days}`);\n  if (rows.length > 0) return;', 'const total = await context.tx.select({ total: sql<string>`sum(${loans.days})` }).from(loans);\n  String(total.length);',
    'await context.tx.execute(sql`select pg_advisory_xact_lock(${loan.days})`);', 'const text = `update of ${loan.id}`;\n  String(text);',
  ]);
});
