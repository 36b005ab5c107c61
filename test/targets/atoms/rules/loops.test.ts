import { checkRule } from '../codeRules.ts';

it('finds loops that nothing ends', () => {
  checkRule('DM5047', ['while (true) { String(loan.days); }', 'for (;;) { String(loan.days); }', 'let i = 0;\n  while (i < 10) { String(i); }', 'for (let i = 0; i < 3; ) { String(i); }', 'do { String(loan.days); } while (true);', 'while (true) { [1].forEach(() => { return; }); }', 'while (true) { for (const x of [1]) { if (x > 0) break; } }'],
    ['let i = 0;\n  while (i < 10) { i += 1; }', 'for (let i = 0; i < 3; i++) String(i);', 'while (true) { if (loan.days > 1) break; }', 'for (;;) { return; }', 'const queue = [1, 2];\n  while (queue.length > 0) queue.pop();', 'let at = 0;\n  do { at++; } while (at < 3);', 'let [a, b] = [1, 2];\n  while (b < 100) { [a, b] = [b, a + b]; }',
      'const done = new Set<number>();\n  while (done.size < 2) done.add(done.size);', 'outer: for (const a of [1, 2]) { for (const b of [a]) { if (b > 1) break outer; } }']);
});
