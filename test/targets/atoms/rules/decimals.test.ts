import { checkRule } from '../codeRules.ts';

const tool = 'const tool = await toolRepository.find(context, loan.toolId);\n  if (tool === undefined) return;\n  ';

it('finds decimals that are counted in binary', () => {
  checkRule('DM5059', [
    'String(Number(tool.dailyFee) * loan.days);', 'const fee = parseFloat(tool.dailyFee);\n  String(fee * 2);', 'String(+tool.dailyFee + 1);', 'let total = 0;\n  total += Number(tool.dailyFee);', 'String(Math.round(Number(tool.dailyFee)));', 'String(Number(tool.dailyFee).toFixed(2));',
    'String(Number(tool?.dailyFee ?? "0") / 3);',
  ].map((line) => tool + line), [
    'String(multiply(tool.dailyFee, decimalOf(loan.days)));', 'if (Number(tool.dailyFee) > 0) return;', 'const shown = Number(tool.dailyFee);\n  String({ shown });', 'String(Number(loan.days) * 2);', 'String(tool.dailyFee + " EUR");',
  ].map((line) => tool + line));
});

it('follows decimals through variables, patterns and calculations', () => {
  checkRule('DM5059', [
    'const { dailyFee } = tool;\n  String(Number(dailyFee) * 3);', 'const fee = multiply(tool.dailyFee, "2");\n  String(Number(fee) + 1);', 'let fee = "0";\n  fee = add(fee, tool.dailyFee);\n  String(Number(fee) / 2);',
    'const fees = [tool].map((one) => one.dailyFee);\n  for (const fee of fees) String(Number(fee) * 2);', 'const total = [tool].reduce((all, one) => add(all, one.dailyFee), "0");\n  String(Number(total).toFixed(2));',
    'const { fee } = bindings;\n  String(Number(fee) * 1.19);', 'String(Math.round(Number(bindings.fee) * 100) / 100);', 'const fees = [tool].map(({ dailyFee }) => Number(dailyFee) * 2);\n  String(fees.length);',
  ].map((line) => tool + line), [
    'const cents = Number(toScale(multiply(tool.dailyFee, "100"), 0));\n  String(cents % 3);', 'const cents = Number(multiply(tool.dailyFee, 100));\n  String(cents + 1);', 'const cents = BigInt(toScale(multiply(tool.dailyFee, "100"), 0));\n  String(cents * 2n);',
    'const days = Number(String(loan.days));\n  String(days * 2);', 'const multiply2 = (value: string): string => value;\n  String(Number(multiply2("3")) * 2);',
  ].map((line) => tool + line));
});

it('finds decimals that are compared or sorted as texts', () => {
  checkRule('DM5068', [
    'if (tool.dailyFee > "10.00") return;', 'const { dailyFee } = tool;\n  if ("3" <= dailyFee) return;', 'const all = await toolRepository.where(context, []);\n  all.sort((a, b) => (a.dailyFee < b.dailyFee ? -1 : 1));',
    'const fees = (await toolRepository.where(context, [])).map((one) => one.dailyFee);\n  fees.sort();', 'if (multiply(tool.dailyFee, "2") >= bindings.fee) return;',
    'const all = await toolRepository.where(context, []);\n  all.sort((a, b) => a.dailyFee.localeCompare(b.dailyFee));',
  ].map((line) => tool + line), [
    'if (compare(tool.dailyFee, "10.00") > 0) return;', 'if (tool.name > "b") return;', 'const fees = (await toolRepository.where(context, [])).map((one) => ({ dailyFee: Number(one.dailyFee) }));\n  fees.sort((a, b) => (a.dailyFee < b.dailyFee ? -1 : 1));',
    'const fees = (await toolRepository.where(context, [])).map((one) => one.dailyFee);\n  fees.sort((a, b) => compare(a, b));', 'if (tool.dailyFee === "0.00") return;',
  ].map((line) => tool + line));
});
