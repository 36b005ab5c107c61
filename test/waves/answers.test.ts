import assert from 'node:assert/strict';
import { readCodeAnswer } from '../../src/llm/answers/readCodeAnswer.ts';
import { readJsonAnswer } from '../../src/llm/answers/readJsonAnswer.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { recordedAnswers } from './recordedAnswers.ts';

const answers = [...recordedAnswers('rental'), ...recordedAnswers('library.openapi'), ...recordedAnswers('clinic'), ...recordedAnswers('freight')];
const pieces = ['```', '```ts\n', '~~~', '\n', '{', '}', '(', ')', '`', '"', '\'', '${', '/*', '*/', '//', '...', '\\', '[', ']', ',', ':', '@@ -1 +1 @@\n', '+ ', '\r', '\u2028', '\u0000', '<think>', 'I\'m sorry', 'export ', '// ... rest unchanged\n'];

function mutated(text: string, seed: number): string {
  const chance = seededRandom(seed);
  let made = text;
  for (let count = 1 + chance.below(5); count > 0; count -= 1) {
    const at = chance.below(made.length + 1);
    const end = at + chance.below(chance.below(2) === 0 ? 3 : 80);
    switch (chance.below(4)) {
      case 0: made = made.slice(0, at) + chance.pick(pieces) + made.slice(at); break;
      case 1: made = made.slice(0, at) + made.slice(end); break;
      case 2: made = made.slice(0, at) + made.slice(at, end).repeat(2) + made.slice(end); break;
      default: made = made.slice(0, at);
    }
  }
  return made;
}

it('whatever becomes of an answer, reading it ends, with code or with a reason', () => {
  for (let seed = 0; seed < 3_000; seed += 1) {
    const [name, { code, cases }] = answers[seed % answers.length] ?? ['', { code: '', cases: '' }];
    const read = readCodeAnswer(mutated(code, seed), name);
    assert.ok(read.code !== undefined || read.problems.length > 0, String(seed));
    const json = readJsonAnswer(mutated(cases, seed));
    assert.ok(json.items.length > 0 || json.problems.length > 0, String(seed));
  }
});

it('code comes out of an answer as it went in, whatever talk stands around its block', () => {
  const talk = ['Here you go:', 'Note: `x` is fine.', '1. First\n2. Second', '> quoted', '```json\n{"a": 1}\n```', '```sh\nnpm test\n```', '| a | b |\n|---|---|', '{ braces } and [brackets]', '**Bold** (really).', ''];
  for (let seed = 0; seed < 500; seed += 1) {
    const chance = seededRandom(seed);
    const [name, recorded] = answers[seed % answers.length] ?? ['', { code: '' }];
    const { code = '' } = readCodeAnswer(recorded.code, name);
    const fence = chance.pick(['```', '````', '~~~']);
    const answer = `${chance.pick(talk)}\n\n${fence}${chance.pick(['ts', 'typescript', 'tsx', '', 'TS', 'javascript'])}\n${code}\n${fence}\n\n${chance.pick(talk)}`;
    const read = readCodeAnswer(answer, name);
    assert.equal(read.code, code, answer);
    assert.deepEqual(read.problems, [], answer);
  }
});

it('long answers are read in linear time', () => {
  const time = (count: number): number => {
    const line = '  const value = { a: [1, 2, { b: "text" }], c: `x ${1} y` }; // a comment\n';
    const text = `\`\`\`ts\nexport async function f(): Promise<void> {\n${line.repeat(count)}}\n\`\`\`\n${'talk { [ ( " \n'.repeat(count)}`;
    const started = process.cpuUsage();
    readCodeAnswer(text, 'f');
    readJsonAnswer(text);
    return process.cpuUsage(started).user;
  };
  time(500);
  assert.ok(time(8_000) < Math.max(time(1_000), 4_000) * 60);
});
