import assert from 'node:assert/strict';
import type { Atom, AtomFinding, FindingLevel } from '../../ir/atom.ts';
import { answerJudge, type JudgeParts } from './judgeAnswers.ts';

const never = new AbortController().signal;
const atom = { name: 'f' } as Atom;
const code = '```ts\nexport async function f(): Promise<void> {\n  return;\n}\n```';
const example = { name: 'one', rows: [], arguments: {}, expect: {} };
const finding = (level: FindingLevel): AtomFinding => ({ code: 'DM5000', level, message: level });

/** A judge whose levels find something where they are told to; what ran is noted. */
function judge(wrong: readonly FindingLevel[], parts: Partial<JudgeParts> = {}): { readonly ran: FindingLevel[]; readonly judge: ReturnType<typeof answerJudge> } {
  const ran: FindingLevel[] = [];
  let now = 0;
  const at = (level: FindingLevel): readonly AtomFinding[] => {
    ran.push(level);
    now += 5;
    return wrong.includes(level) ? [finding(level)] : [];
  };
  const module = { path: 'src/candidate.ts', text: '', name: 'f', answerLine: (): undefined => undefined };
  const made = answerJudge({
    reading: {
      checkCode(_atom, text, note) {
        note('names');
        const findings = at('names');
        return { code: { code: text, helpers: [] }, ...(findings.length > 0 ? {} : { module }), findings };
      },
      variantsOf: (_atom, candidate) => ({ module: candidate, places: [{ what: 'a' }, { what: 'b' }, { what: 'a' }] }),
      readCases: (_atom, items) => ({ cases: items.length > 0 ? [example] : [], findings: [] }),
    },
    types: { check: () => Promise.resolve(at('types')) }, cases: { run: () => Promise.resolve(at('examples')), unnoticed: () => Promise.resolve([0, 2]) }, nowMs: () => now, ...parts,
  });
  return { ran, judge: made };
}

it('runs one level after the other and stops after the first that finds something', async () => {
  const levels = ['names', 'types', 'examples'] as const;
  for (const [index, level] of levels.entries()) {
    const { ran, judge: made } = judge([level]);
    const judgement = await made.judge(atom, code, [example], never);
    assert.deepEqual([judgement.findings, ran], [[finding(level)], levels.slice(0, index + 1)]);
    assert.match(judgement.code?.code ?? '', /^export async function f/);
    assert.equal(judgement.timingsMs[level], 5);
  }
  assert.deepEqual((await judge([]).judge.judge(atom, code, [example], never)).findings, []);
});

it('asks nothing of levels that are not there, or have nothing to do', async () => {
  const { ran, judge: made } = judge([]);
  await made.judge(atom, code, [], never);
  assert.deepEqual(ran, ['names', 'types']);
  const { ran: read, judge: plain } = judge([], { types: undefined, cases: undefined } as unknown as Partial<JudgeParts>);
  await plain.judge(atom, code, [example], never);
  assert.deepEqual(read, ['names']);
});

it('says what is wrong with an answer before its code is looked at', async () => {
  const { ran, judge: made } = judge([]);
  const { findings, code: found } = await made.judge(atom, 'No.', [example], never);
  assert.deepEqual([findings.map(({ level }) => level), found, ran], [['answer'], undefined, []]);
  assert.deepEqual(made.readCases(atom, 'No.').findings.map(({ level }) => level), ['answer']);
  assert.deepEqual(made.readCases(atom, '[{ "name": "one" }]').cases, [example]);
});

it('says once of each place that no example decides it', async () => {
  const findings = await judge([]).judge.undecided?.(atom, code, [example], never);
  assert.deepEqual(findings?.map(({ code: name, message }) => `${name} ${message}`), ['DM5093 None of these examples decides a. Keep them, and add one whose outcome depends on it, worked out from the words alone.']);
  assert.deepEqual(await judge(['names']).judge.undecided?.(atom, code, [example], never), []);
  assert.deepEqual(await judge([]).judge.undecided?.(atom, 'no code', [example], never), []);
});
