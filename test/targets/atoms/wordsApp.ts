import assert from 'node:assert/strict';
import type { ApplicationIR } from '../../../src/ir/application.ts';
import type { AtomCase, WrittenUnit } from '../../../src/ir/atom.ts';
import type { Target, WrittenUnits } from '../../../src/ir/target.ts';
import { readTemplates } from '../../../src/node/templates.ts';
import { parseSpec } from '../../../src/spec/parseSpec.ts';
import { readCode } from '../../../src/targets/typescript/atoms/readCode.ts';
import { createTypescriptTarget } from '../../../src/targets/typescript/typescriptTarget.ts';

/** A small library of tools with something in words of every kind. */
export const wordsSpec = `devmatrix: 1
name: toolshed
title: Tool shed
auth: { scopes: { admin: Everything }, admin: admin }
entities:
  Member:
    owner: userId
    attributes:
      userId: { type: string, generated: owner, unique: true }
      name: { type: string, minLength: 1, maxLength: 80 }
      points: { type: integer, minimum: 0, default: 0 }
    relations:
      loans: { hasMany: Loan, via: member }
  Tool:
    attributes:
      name: { type: string, minLength: 1, maxLength: 80 }
      dailyFee: { type: decimal, precision: 8, scale: 2, minimum: 0 }
      broken: { type: boolean, default: false }
    endpoints:
      access: authenticated
  Loan:
    owner: member
    attributes:
      days: { type: integer, minimum: 1, maximum: 60 }
      status: { state: loanStatus }
    relations:
      member: { belongsTo: Member }
      tool: { belongsTo: Tool }
stateMachines:
  loanStatus:
    entity: Loan
    initial: requested
    states: [requested, out, back]
    transitions:
      handOut: { from: requested, to: out, guard: { do: "The tool of the loan is not broken." }, expose: true }
      bringBack: { from: out, to: back, expose: true }
invariants:
  shortForBeginners: { entity: Loan, do: "A member without points may borrow for at most 7 days." }
events: {}
flows:
  settle:
    trigger: { http: { method: POST, path: '/loans/{id}/settle' } }
    steps:
      - load: Loan
        by: input.id
      - do: "Work out the fee: the daily fee of the tool for each day, half of it for members with 100 points or more."
        as: fee
        returns: { type: decimal, precision: 10, scale: 2 }
      - do: "Give the member a point for every day, unless the loan is not back."
      - return: { loanId: loan.id, fee: fee }
endpoints:
  GET /reports/popular:
    summary: Which tools are lent most
    query: { least: { type: integer, minimum: 0, default: 1 } }
    returns: [{ toolId: uuid, loans: integer }]
    access: authenticated
    do: For each tool with at least as many loans as asked for, how many loans it has, the most lent first, and by name where there are as many.
`;

/** Code for a unit. */
export interface Answer {
  readonly code: string;
  readonly helpers?: readonly string[];
  readonly cases?: readonly AtomCase[];
}

/** What a model would write for the units of the tool shed, by the last part of the unit's id. */
export const wordsAnswers: Readonly<Record<string, Answer>> = {
  getReportsPopular: {
    code: `export async function getReportsPopular(context: CallContext, input: { readonly query: GetReportsPopularQuery }): Promise<GetReportsPopularResultItem[]> {
  const lent = count(loans.id);
  return await context.tx
    .select({ toolId: tools.id, loans: lent })
    .from(tools)
    .innerJoin(loans, eq(loans.toolId, tools.id))
    .groupBy(tools.id)
    .having(gte(lent, input.query.least))
    .orderBy(desc(lent), asc(tools.name));
}`,
    cases: [
      {
        name: 'the most lent first, by name where there are as many',
        rows: [
          { name: 'saw', entity: 'Tool', values: { name: 'Saw' } },
          { name: 'drill', entity: 'Tool', values: { name: 'Drill' } },
          { name: 'axe', entity: 'Tool', values: { name: 'Axe' } },
          { name: 'one', entity: 'Loan', values: { tool: { $key: 'saw' } } },
          { name: 'two', entity: 'Loan', values: { toolId: { $row: 'saw' } } },
          { name: 'three', entity: 'Loan', values: { tool: { $key: 'drill' } } },
          { name: 'four', entity: 'Loan', values: { tool: { $key: 'axe' } } },
        ],
        arguments: { input: { query: { least: 1 } } },
        expect: { result: [{ toolId: { $key: 'saw' }, loans: 2 }, { toolId: { $key: 'axe' }, loans: 1 }, { toolId: { $key: 'drill' }, loans: 1 }] },
      },
      { name: 'nothing was lent', rows: [{ name: 'saw', entity: 'Tool', values: {} }], arguments: { input: { query: { least: 0 } } }, expect: { result: [] } },
    ],
  },
  guardHandOut: {
    code: `export async function guardHandOut(context: CallContext, row: LoanRow): Promise<void> {
  const tool = await toolRepository.find(context, row.toolId);
  if (tool === undefined || tool.broken) throw conflict("tool_broken", "The tool is broken.");
}`,
    cases: [
      { name: 'a tool that works', rows: [{ name: 'loan', entity: 'Loan', values: {} }], arguments: { row: { $row: 'loan' } }, expect: {} },
      {
        name: 'a broken one',
        rows: [{ name: 'tool', entity: 'Tool', values: { broken: true } }, { name: 'loan', entity: 'Loan', values: { tool: { $key: 'tool' } } }],
        arguments: { row: { $row: 'loan' } }, expect: { failure: { status: 409, code: 'tool_broken' } },
      },
    ],
  },
  checkShortForBeginners: {
    code: `export async function checkShortForBeginners(context: CallContext, row: LoanRow): Promise<void> {
  if (row.days <= longestForBeginners) return;
  const member = await memberRepository.find(context, row.memberId);
  if (member !== undefined && member.points === 0) throw unprocessable("invariant_short_for_beginners", "A beginner borrows for at most 7 days.");
}`,
    helpers: ['const longestForBeginners = 7;'],
    cases: [
      { name: 'seven days', rows: [{ name: 'loan', entity: 'Loan', values: { days: 7 } }], arguments: { row: { $row: 'loan' } }, expect: {} },
      { name: 'eight days', rows: [{ name: 'loan', entity: 'Loan', values: { days: 8 } }], arguments: { row: { $row: 'loan' } }, expect: { failure: { status: 422, code: 'invariant_short_for_beginners' } } },
    ],
  },
  workOutTheFeeTheDailyStep: {
    code: `export async function workOutTheFeeTheDailyStep(context: CallContext, bindings: { input: SettleInput; loan: LoanRow }): Promise<string> {
  const { loan } = bindings;
  const tool = await toolRepository.find(context, loan.toolId);
  const member = await memberRepository.find(context, loan.memberId);
  if (tool === undefined || member === undefined) throw notFound("Loan", loan.id);
  const whole = multiply(tool.dailyFee, decimalOf(loan.days));
  return toScale(member.points >= 100 ? half(whole) : whole, 2);
}`,
    helpers: ['/** Half of an amount. */\nfunction half(amount: string): string {\n  return divide(amount, "2");\n}'],
    cases: [
      {
        name: 'half of it with 100 points',
        rows: [
          { name: 'tool', entity: 'Tool', values: { dailyFee: '1.50' } }, { name: 'member', entity: 'Member', values: { points: 100 } },
          { name: 'loan', entity: 'Loan', values: { tool: { $key: 'tool' }, member: { $key: 'member' }, days: 3 } },
        ],
        arguments: { bindings: { input: { id: { $key: 'loan' } }, loan: { $row: 'loan' } } }, expect: { result: '2.25' },
      },
    ],
  },
  giveTheMemberAPointForStep: {
    code: `export async function giveTheMemberAPointForStep(context: CallContext, bindings: { input: SettleInput; loan: LoanRow; fee: string }): Promise<void> {
  const { loan } = bindings;
  if (loan.status !== "back") return;
  const member = await memberRepository.findForUpdate(context, loan.memberId);
  if (member !== undefined) await memberRepository.update(context, member, { points: half(member.points, loan.days) });
}`,
    helpers: ['function half(points: number, days: number): number {\n  return points + days;\n}'],
    cases: [
      {
        name: 'a point for every day',
        rows: [{ name: 'member', entity: 'Member', values: { points: 1 } }, { name: 'loan', entity: 'Loan', values: { member: { $key: 'member' }, days: 3, status: 'back' } }],
        arguments: { bindings: { input: { id: { $key: 'loan' } }, loan: { $row: 'loan' }, fee: '1.00' } },
        expect: { rows: { member: { points: 4 } }, counts: { Member: 1, Loan: 1 }, events: [] },
      },
      {
        name: 'none while the loan is out',
        rows: [{ name: 'member', entity: 'Member', values: { points: 1 } }, { name: 'loan', entity: 'Loan', values: { member: { $key: 'member' }, days: 3, status: 'out' } }],
        arguments: { bindings: { input: { id: { $key: 'loan' } }, loan: { $row: 'loan' }, fee: '1.00' } },
        expect: { rows: { member: { points: 1 } } },
      },
    ],
  },
};

/** The application that a DevMatrix spec describes; throws when it has errors. */
export function applicationOf(text: string, name = 'app.devmatrix.yaml'): ApplicationIR {
  const { value, diagnostics } = parseSpec({ main: name, read: () => text });
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message), []);
  assert.ok(value);
  return value;
}

/** The target with its templates, ready to read written code. */
export function readingTarget(): Target {
  return createTypescriptTarget(readTemplates('templates/typescript'), readCode);
}

/** A book with these answers for the units of the application whose ids end so. */
export function bookOf(target: Target, application: ApplicationIR, answers: Readonly<Record<string, Answer>>): WrittenUnits {
  return new Map(target.atoms(application).flatMap(({ id, name }) => {
    const answer = answers[name];
    const unit: WrittenUnit | undefined = answer === undefined ? undefined
      : { unit: id, task: 'digest', code: answer.code, helpers: answer.helpers ?? [], cases: answer.cases ?? [], status: 'complete', model: 'test/model' };
    return unit === undefined ? [] : [[id, unit] as const];
  }));
}
