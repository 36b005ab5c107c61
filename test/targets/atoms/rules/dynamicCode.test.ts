import { checkRule } from '../codeRules.ts';

it('finds code that is made of text or loaded by name', () => {
  checkRule('DM5041', ['eval("1");', 'const run = new Function("return 1");', 'const x = Function("return 1")();', 'const m = await import("node:fs");', 'const url = import.meta.url;', '(async () => undefined).constructor("return 1")();', 'const x = []["constructor"]("x");'],
    ['const evaluate = (days: number): number => days;\n  evaluate(loan.days);', 'const important = loan.days > 3;\n  if (important) return;', 'const name = loan.constructor.name;\n  String(name);']);
});
