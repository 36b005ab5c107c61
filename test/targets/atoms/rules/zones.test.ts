import { checkRule } from '../codeRules.ts';

it('finds dates that are counted in the time zone of the machine', () => {
  checkRule('DM5062', ['String(context.now.getDate());', 'const day = new Date(context.now);\n  day.setHours(0, 0, 0, 0);', 'String(context.now.toDateString());', 'String(context.now.toLocaleDateString("en"));'],
    ['String(context.now.getUTCDate());', 'String(context.now.getTime());', 'String(context.now.toISOString().slice(0, 10));', 'String(context.now.toLocaleDateString("en", { timeZone: "UTC" }));']);
});
