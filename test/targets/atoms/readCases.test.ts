import assert from 'node:assert/strict';
import type { Json } from '../../../src/base/json.ts';
import { applicationOf, readingTarget, wordsAnswers, wordsSpec } from './wordsApp.ts';
import { readCases } from '../../../src/targets/typescript/atoms/cases/readCases.ts';

const application = applicationOf(wordsSpec);
const atoms = readingTarget().atoms(application);

function read(name: string, items: Json): ReturnType<typeof readCases> {
  const atom = atoms.find((one) => one.name === name);
  assert.ok(atom);
  return readCases(application, atom, items as readonly Json[]);
}

it('takes right examples as they are', () => {
  for (const [name, { cases = [] }] of Object.entries(wordsAnswers)) {
    const found = read(name, cases as unknown as Json);
    assert.deepEqual(found.findings, [], name);
    assert.equal(found.cases.length, cases.length);
    assert.deepEqual(found.cases.map(({ expect }) => expect.failure), cases.map(({ expect }) => expect.failure));
  }
});

it('puts harmless deviations right', () => {
  const { cases, findings } = read('guardHandOut', [
    { rows: { tool: { entity: 'tools', broken: 'true', dailyFee: 1.5 }, loan: { entity: 'loan', values: { tool: 'tool', days: '3' } } }, arguments: {}, expect: { failure: 409 } },
    { name: 'inline', rows: [], args: { row: { days: 4 } }, caller: 'ann', expect: { result: null } },
  ]);
  assert.deepEqual(findings, []);
  assert.deepEqual(cases[0]?.rows, [
    { name: 'tool', entity: 'Tool', values: { broken: true, dailyFee: '1.50' } }, { name: 'loan', entity: 'Loan', values: { toolId: { $key: 'tool' }, days: 3 } },
  ]);
  assert.deepEqual([cases[0].name, cases[0].arguments, cases[0].expect], ['example 1', { row: { $row: 'loan' } }, { failure: { status: 409 } }]);
  assert.deepEqual([cases[1]?.rows, cases[1]?.arguments, cases[1]?.caller, cases[1]?.expect], [[{ name: 'row', entity: 'Loan', values: { days: 4 } }], { row: { $row: 'row' } }, { subject: 'ann' }, {}]);
});

it('reads rows that a call makes and refusals without a status', () => {
  const loan = { name: 'loan', entity: 'Loan', values: {} };
  const row = { arguments: { row: { $row: 'loan' } }, rows: [loan] };
  const { cases, findings } = read('guardHandOut', [
    { ...row, name: 'refused', expect: { failure: {} } },
    { ...row, name: 'made', expect: { created: { tools: { dailyFee: 2 }, Loan: [{ tool: { $key: 'loan' } }] } } },
    { ...row, name: 'none', expect: { created: { Loans: [{ hours: 3 }], Shed: [] } } },
  ]);
  assert.deepEqual(cases.map(({ expect }) => expect), [{ failure: {} }]);
  assert.deepEqual(findings.map(({ message }) => message.replace(/^Example "[^"]*": ?/, '').slice(0, 60)), [
    'expect.created.Loan.tool must refer to a row of Tool, and lo', 'expect.created.Loans.hours: Loan has no attribute hours. The', 'expect.created has Shed, which is no entity. There are Membe',
  ]);
});

it('refuses what cannot be right, with words that help', () => {
  const messages = (name: string, example: Json): string => {
    const found = read(name, [example]);
    assert.equal(found.cases.length, 0);
    return found.findings.map(({ code, message }) => `${code} ${message}`).join('\n');
  };
  const loan = { name: 'loan', entity: 'Loan', values: {} };
  assert.match(messages('guardHandOut', { name: 'a', rows: [{ name: 'x', entity: 'Loans2', values: {} }], arguments: {}, expect: {} }), /DM5076 .*"Loans2", which the spec does not have\. Did you mean Loan\?/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [{ ...loan, values: { day: 3 } }], arguments: {}, expect: {} }), /Loan has no attribute day\. Did you mean days\?/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [{ ...loan, values: { status: 'LOST' } }], arguments: {}, expect: {} }), /loan\.status must be one of/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [{ ...loan, values: { tool: { $key: 'saw' } } }], arguments: {}, expect: {} }), /refers to the row saw/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [loan], arguments: { row: { $row: 'lown' } }, expect: {} }), /row must be a row of Loan/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [loan], arguments: { row: { $row: 'loan' } }, expect: { failure: { status: 404 } } }), /DM5077 .*expects the status 404.*409 only/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [loan], arguments: { row: { $row: 'loan' } }, expect: { result: true } }), /gives no result/);
  assert.match(messages('guardHandOut', { name: 'a', rows: [], arguments: {}, expect: {} }), /The argument row is missing/);
  assert.match(messages('getReportsPopular', { name: 'a', rows: [], arguments: { input: { query: { most: 3 } } }, expect: {} }), /input\.query has no most\. .*least/);
  assert.match(messages('getReportsPopular', { name: 'a', rows: [], arguments: { input: { query: { least: 'many' } } }, expect: {} }), /input\.query\.least must be an integer/);
  assert.match(messages('getReportsPopular', { name: 'a', rows: [], arguments: { input: { query: {} } }, expect: { result: [{ loans: 'two' }] } }), /expect\.result/);
  assert.match(messages('workOutTheFeeTheDailyStep', { name: 'a', rows: [loan], arguments: { bindings: {} }, expect: {} }), /bindings\.loan is missing/);
  assert.match(read('guardHandOut', []).findings.map(({ code }) => code).join(), /DM5078/);
  assert.match(read('guardHandOut', ['text', 3]).findings.map(({ code }) => code).join(), /DM5075,DM5075/);
});

it('takes bytes in base64 where a call takes bytes, and nowhere else', () => {
  const upload = applicationOf(`
openapi: 3.1.0
info: { title: Files, version: 1.0.0 }
paths:
  /files/check:
    post:
      operationId: checkFile
      description: Says whether the file is known.
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: { type: object, required: [file], properties: { file: { type: string, format: binary }, label: { type: string } } }
      responses:
        '200': { description: The answer., content: { application/json: { schema: { type: object, required: [known], properties: { known: { type: boolean } } } } } }
`);
  const atom = readingTarget().atoms(upload)[0];
  assert.ok(atom);
  const readOne = (body: Json): ReturnType<typeof readCases> => readCases(upload, atom, [{ name: 'a', rows: [], arguments: { input: { body } }, expect: { result: { known: true } } }]);
  const right = readOne({ file: { $bytes: 'aGVsbG8=' } });
  assert.deepEqual([right.findings, right.cases[0]?.arguments], [[], { input: { body: { file: { $bytes: 'aGVsbG8=' } } } }]);
  const message = (body: Json): string => readOne(body).findings.map((one) => one.message).join('\n');
  assert.match(message({ file: 'aGVsbG8=' }), /input\.body\.file must be bytes, \{ "\$bytes": "<base64>" \}, not "aGVsbG8="/);
  assert.match(message({ file: { $bytes: 'not base64' } }), /which is no base64/);
  assert.match(message({ file: { $bytes: '' }, label: { $bytes: 'aGk=' } }), /input\.body\.label takes no bytes/);
});
