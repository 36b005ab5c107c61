import { checkRule } from '../codeRules.ts';

it('keeps code from the process, the network, timers and the console', () => {
  checkRule('DM5040', [
    'if (process.env["X"] === "y") return;', 'await fetch("https://example.com");', 'setTimeout(() => undefined, 10);', 'console.log(loan.days);', 'const text = Buffer.from("x").toString("base64");', 'globalThis.toString();',
    'const id = crypto.randomUUID();', 'const make = require;', 'queueMicrotask(() => undefined);', 'const seen = Reflect.ownKeys(loan);',
  ], [
    'const process = loan.days + 1;\n  if (process > 3) return;', 'const result = { fetch: loan.days, console: 1 };\n  String(result.fetch);', 'const key = uuidv7();\n  String(key);', 'const text = JSON.stringify(loan);\n  String(text.length);',
    'const performanceOf = (days: number): number => days;\n  performanceOf(1);',
  ]);
});
