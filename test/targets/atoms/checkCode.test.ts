import assert from 'node:assert/strict';
import { applicationOf, readingTarget, wordsAnswers, wordsSpec } from './wordsApp.ts';
import { checkCode } from '../../../src/targets/typescript/atoms/checks/checkCode.ts';

const application = applicationOf(wordsSpec);
const atoms = readingTarget().atoms(application);

function atomNamed(name: string): (typeof atoms)[number] {
  const atom = atoms.find((one) => one.name === name);
  assert.ok(atom);
  return atom;
}

it('finds nothing in correct code', () => {
  for (const [name, { code, helpers = [] }] of Object.entries(wordsAnswers)) {
    const checked = checkCode([code, ...helpers].join('\n\n'), { application, atom: atomNamed(name) });
    assert.deepEqual(checked.findings, [], name);
    assert.equal(checked.shaped?.code, code.trim());
  }
});

const signature = 'export async function guardHandOut(context: CallContext, row: LoanRow): Promise<void>';
const body = '{\n  const tool = await toolRepository.find(context, row.toolId);\n  if (tool === undefined || tool.broken) throw conflict("guard_failed", "The tool is broken.");\n}';
const shape = (code: string): ReturnType<typeof checkCode> => checkCode(code, { application, atom: atomNamed('guardHandOut') });

it('takes other spellings of the function as they are meant', () => {
  const spellings = [
    `${signature} ${body}`, `${signature.replace('export ', '')} ${body}`, `export default ${signature.replace('export ', '')} ${body}`, `${signature.replace('async ', '')} ${body}`,
    `export const guardHandOut = async (context: CallContext, row: LoanRow): Promise<void> => ${body};`, `const guardHandOut = async function (context, row) ${body};\nexport { guardHandOut };`,
    `import { toolRepository } from "../repositories/toolRepository.ts";\nimport type { CallContext } from '../shared/context';\n\n${signature} ${body}`,
    `${signature.replace('row: LoanRow)', '\n  row: LoanRow,\n)')} ${body}`, `async function guardHandOut(context, row) ${body}`,
    `${signature} ${body}\n\nfunction unused(): number {\n  return 1;\n}`,
  ];
  for (const spelling of spellings) {
    const { shaped, findings } = shape(spelling);
    assert.deepEqual(findings, [], spelling);
    assert.deepEqual([shaped?.code, shaped?.helpers], [`${signature} ${body}`, []], spelling);
  }
  const pattern = shape(`async function guardHandOut(context: CallContext, { toolId }: LoanRow): Promise<void> ${body.replace('row.toolId', 'toolId')}`);
  assert.match(pattern.shaped?.code ?? '', /row: LoanRow\): Promise<void> \{\n {2}const \{ toolId \} = row;\n {2}const tool/);
  const short = shape(`export async function guardHandOut(): Promise<void> {\n  return;\n}`);
  assert.match(short.shaped?.code ?? '', /guardHandOut\(_context: CallContext, _row: LoanRow\)/);
});

it('says where another signature differs', () => {
  const messages = (code: string): readonly string[] => shape(code).findings.map((one) => `${one.code} ${one.message}`);
  assert.match(messages(`export async function guard(context: CallContext) ${body}`).join(), /^DM5020 .* does not declare guardHandOut/);
  assert.match(messages(`${signature.replace('row: LoanRow', 'row: LoanRow, extra: string')} ${body}`).join(), /^DM5021 .* 3 parameters/);
  assert.match(messages(`${signature.replace('row: LoanRow', 'row: ToolRow')} ${body}`).join(), /^DM5022 .*"row: ToolRow" and must be "row: LoanRow"/);
  assert.match(messages(`${signature.replace('<void>', '<boolean>')} ${body}`).join(), /^DM5023 .*Promise<boolean>/);
  assert.match(messages(`${signature} ${body}\nlet calls = 0;`).join(), /^DM5025/);
  assert.match(messages(`interface LoanRow { toolId: string }\n${signature} ${body}`).join(), /^DM5026 LoanRow/);
});

it('takes helpers whose names only libraries and helpers of the app have', () => {
  const { findings, shaped } = shape(`${signature} {\n  if (row.days > max([7])) throw conflict("guard_failed", "Too long.");\n}\nfunction max(all: readonly number[]): number {\n  return Math.max(...all);\n}`);
  assert.deepEqual([findings, shaped?.helpers.length], [[], 1]);
});

it('tells the line of the answer for a line of the code', () => {
  const { shaped } = shape(`// talk\n\nimport { x } from "y";\nasync function guardHandOut(context, row) ${body}\n\nconst used = 1;\n`);
  assert.equal(shaped?.answerLine(1), 4);
  assert.equal(shaped.answerLine(3), 6);
});
