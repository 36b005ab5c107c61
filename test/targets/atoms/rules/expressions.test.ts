import { checkRule } from '../codeRules.ts';

it('finds expressions that can take forever, or are made of data', () => {
  checkRule('DM5045', ['if (/^(a+)+$/.test(loan.id)) return;', 'const bad = new RegExp("(x|x)*y");\n  bad.test(loan.id);'], ['if (/^[a-z]+-[0-9]{1,8}$/.test(loan.id)) return;', 'const parts = loan.id.split(/\\s*,\\s*/);\n  String(parts.length);']);
  checkRule('DM5046', ['if (new RegExp(loan.id).test("x")) return;', 'const pattern = RegExp(`^${loan.id}`);\n  pattern.test("");'], ['const pattern = new RegExp("^[a-z]+$", "i");\n  if (pattern.test(loan.id)) return;']);
});
