import { checkRule } from '../codeRules.ts';

it('keeps code from the process, the network, timers and the console', () => {
  checkRule('DM5040', [
    'if (process.env["X"] === "y") return;', 'await fetch("https://example.com");', 'setTimeout(() => undefined, 10);', 'console.log(loan.days);', 'globalThis.toString();',
    'const id = crypto.randomUUID();', 'const make = require;', 'queueMicrotask(() => undefined);', 'const seen = Reflect.ownKeys(loan);',
  ], [
    'const process = loan.days + 1;\n  if (process > 3) return;', 'const result = { fetch: loan.days, console: 1 };\n  String(result.fetch);', 'const key = uuidv7();\n  String(key);', 'const text = JSON.stringify(loan);\n  String(text.length);',
    'const performanceOf = (days: number): number => days;\n  performanceOf(1);',
  ]);
});

it('lets code make and measure bytes, and keeps it from memory that others have used', () => {
  checkRule('DM5040', [
    'const room = Buffer.allocUnsafe(loan.days);', 'const room = Buffer.allocUnsafeSlow(8);', 'const { allocUnsafe } = Buffer;', 'const room = Buffer["allocUnsafe"](8);', 'const Bytes = Buffer;', 'const all = { Buffer };',
    'const pool = Buffer.poolSize;', 'const room = new Buffer(8);', 'const seen = Buffer.from("x").buffer;', 'const text = Buffer.from("x");\n  const seen = text.buffer;', 'const text = Buffer.from("x");\n  const { buffer } = text;', 'const text = Buffer.from("x");\n  const { "buffer": seen } = text;', 'const seen = Buffer.from("x")["buffer"];',
  ], [
    'const text = Buffer.from("x").toString("base64");\n  String(text);', 'const size = Buffer.byteLength("x") + Buffer.concat([Buffer.from("aGk=", "base64")]).length;\n  String(size);',
    'const begin = (bytes: Buffer): Buffer => bytes.subarray(0, 4);\n  String(begin);', 'const isBytes = Buffer.isBuffer(loan.days);\n  String(isBytes);',
  ]);
});
