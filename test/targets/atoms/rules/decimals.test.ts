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
