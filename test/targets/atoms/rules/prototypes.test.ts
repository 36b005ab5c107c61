import { checkRule } from '../codeRules.ts';

it('finds ways to shared prototypes', () => {
  checkRule('DM5042', ['Object.setPrototypeOf(loan, null);', 'Array.prototype.at.call([1], 0);', 'const key = loan["__proto__"];', 'Object.defineProperty(loan, "days", { value: 1 });'],
    ['const totals: Record<string, number> = {};\n  totals[loan.id] = (totals[loan.id] ?? 0) + 1;', 'const copy = Object.assign({}, loan);\n  String(copy.days);', 'const own = Object.hasOwn(loan, "days");\n  if (own) return;', 'const known = Object.entries(loan).length;\n  String(known);']);
});
