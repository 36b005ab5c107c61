import assert from 'node:assert/strict';
import { readCodeAnswer } from './readCodeAnswer.ts';

const code = 'export async function renew(context: CallContext, input: RenewInput): Promise<void> {\n  if (input.days > 3) {\n    throw failure(422, "too_long", `No more than ${String(3)} days.`);\n  }\n  await loanRepository.update(context, input.loan, { days: input.days });\n}';
const fenced = (text: string, language = 'typescript'): string => `\`\`\`${language}\n${text}\n\`\`\``;

it('reads the same code whatever stands around it', () => {
  const answers = [
    code, fenced(code), fenced(code, 'ts'), fenced(code, ''), fenced(code, 'TypeScript'), fenced(code, 'js'), fenced(code, 'python'), `~~~ts\n${code}\n~~~`,
    `Here is the function:\n\n${fenced(code)}\n\nIt refuses more than three days (see \`renew\`).`,
    `Here is the function:\n\n${code}\n\nIt refuses more than three days {as said}.`,
    `1. The code:\n\n   \`\`\`ts\n${code.replace(/^/gm, '   ')}\n   \`\`\`\n2. Done.`,
    `\`\`\`\`markdown\n# Answer\n${fenced(code)}\n\`\`\`\``,
    `${fenced('{ "name": "example" }', 'json')}\n${fenced(code)}\n${fenced('npm test', 'bash')}`,
    `\`\`\`typescript\n${code}`, `\uFEFF${fenced(code).replaceAll('\n', '\r\n')}`,
    `\`\`\`ts ${code}\n\`\`\``,
    `First try:\n${fenced(code.replace('> 3', '> 4'))}\nThat is wrong, it must be three:\n${fenced(code)}`,
    `${fenced(code)}\n\nUsage:\n${fenced('await inTransaction(database, caller, (context) => other(context));')}`,
  ];
  for (const answer of answers) {
    const read = readCodeAnswer(answer, 'renew');
    assert.equal(read.code, code, answer);
    assert.deepEqual(read.problems, [], answer);
  }
});

it('brings helpers of other blocks along', () => {
  const helper = 'function daysOf(input: RenewInput): number {\n  return input.days;\n}';
  const main = code.replace('input.days > 3', 'daysOf(input) > 3');
  assert.equal(readCodeAnswer(`${fenced(helper)}\nand\n${fenced(main)}`, 'renew').code, `${main}\n\n${helper}`);
  assert.equal(readCodeAnswer(`${main}\n\n${helper}\n\nThat is it.`, 'renew').code, `${main}\n\n${helper}`);
});

it('takes what follows the last bracket of code without fences, and the constants behind it', () => {
  const ends = ['const keyOf = ({ a }: Row["place"]): string => `${a}|b`;', 'const dayMs = 86_400_000;', 'const isLong = (days: number): boolean =>\n  days > mostDays;\n\nconst mostDays = 3;', '/** As it is. */\nconst codes = ["a"] as const;'];
  for (const end of ends) {
    for (const talk of ['', '\n\nIt does what the task says; const is used.', '\n\n- It is short;\n- it is right.']) assert.equal(readCodeAnswer(`Sure!\n\n${code}\n\n${end}${talk}`, 'renew').code, `${code}\n\n${end}`, end + talk);
  }
});

it('says what is wrong with an answer as such', () => {
  const codes = (answer: string): readonly string[] => readCodeAnswer(answer, 'renew').problems.map((problem) => problem.code);
  assert.deepEqual(codes(''), ['DM5081']);
  assert.deepEqual(codes('The weather is nice today.'), ['DM5081']);
  assert.deepEqual(codes('I\'m sorry, I cannot help with that.'), ['DM5087']);
  assert.deepEqual(codes(`\`\`\`ts\n${code.slice(0, 150)}`), ['DM5082']);
  assert.deepEqual(codes(code.slice(0, 150)), ['DM5082']);
  assert.deepEqual(codes(fenced(`-  if (input.days > 3) {\n+  if (input.days > 4) {\n export async function renew()`, 'diff')), ['DM5083']);
  assert.deepEqual(codes(fenced(code.replace('await loan', '// ... rest unchanged\n  await loan'))), ['DM5084']);
});

it('tells what is left out from comments that say something', () => {
  const isElided = (line: string): boolean => readCodeAnswer(fenced(code.replace('  await loan', `${line}\n  await loan`)), 'renew').problems.length > 0;
  for (const line of ['// ... rest of the code', '/* … existing code … */', '  // rest unchanged', '// (unchanged)', '...', '// existing code here', '// ...', '// same as before', '// Rest of the implementation remains the same']) assert.ok(isElided(line), line);
  for (const line of ['// ... then the fee is added', '// The rest of the amount is paid later.', '// previous loans count, too', 'const all = [...loans];', '// existing loans keep their date', '// same day as before the renewal is refused', '  ...input,']) assert.ok(!isElided(line), line);
});

it('counts what an answer consists of', () => {
  const { blocks, lines, functions, imports } = readCodeAnswer(`Here:\n${fenced(`import { failure } from "../http/problem.ts";\n\n${code}`)}`, 'renew').statistics;
  assert.deepEqual({ blocks, lines, functions, imports }, { blocks: 1, lines: 7, functions: 1, imports: 1 });
});
