import assert from 'node:assert/strict';
import { parseOxlintOutput, parseTscOutput } from './sourceProblems.ts';

it('reads the errors of tsc with their places and the lines that continue them', () => {
  const problems = parseTscOutput("src/a.ts(3,7): error TS2322: Type 'X' is not assignable.\n  Property 'b' is missing.\nsrc\\b.ts(1,1): error TS1005: ';' expected.\n");
  assert.deepEqual(problems, [
    { file: 'src/a.ts', line: 3, column: 7, code: 'TS2322', message: "Type 'X' is not assignable. Property 'b' is missing." },
    { file: 'src/b.ts', line: 1, column: 1, code: 'TS1005', message: "';' expected." },
  ]);
});

it('keeps an error of tsc that has no place', () => {
  assert.deepEqual(parseTscOutput("error TS18003: No inputs were found.\n")[0], { file: 'tsconfig.json', line: 1, column: 1, code: 'TS18003', message: 'No inputs were found.' });
});

it('reads the findings of oxlint', () => {
  const output = JSON.stringify({ diagnostics: [{ message: 'Unused.', code: 'eslint(no-unused-vars)', filename: 'src/a.ts', labels: [{ span: { line: 2, column: 5 } }] }] });
  assert.deepEqual(parseOxlintOutput(output), [{ file: 'src/a.ts', line: 2, column: 5, code: 'eslint(no-unused-vars)', message: 'Unused.' }]);
});
