import assert from 'node:assert/strict';
import { readJsonAnswer } from './readJsonAnswer.ts';

const items = [{ name: 'late', arguments: { days: 2 }, expect: { failure: { status: 422 } } }, { name: 'fine', arguments: {}, expect: { result: [1, 'a', null] } }];
const text = JSON.stringify(items, null, 2);

it('reads a list however it is written', () => {
  const answers = [
    text, `\`\`\`json\n${text}\n\`\`\``, `Here they are:\n\n\`\`\`\n${text}\n\`\`\`\nDone [as asked].`, `{ "cases": ${text} }`, `\`\`\`ts\nconst cases = ${text};\n\`\`\``,
    text.replaceAll(/"(\w+)":/g, '$1:'), text.replaceAll('"', '\''), text.replaceAll('}', ',}').replaceAll(']', ', ]'), text.replace('{', '{ // the first\n /* of two */ '),
    items.map((item) => `\`\`\`json\n${JSON.stringify(item)}\n\`\`\``).join('\n'), `Cases (see [1] below): ${text}`, `${JSON.stringify(items[0])}\n\n${JSON.stringify(items[1])}`,
  ];
  for (const answer of answers) assert.deepEqual(readJsonAnswer(answer), { items, problems: [] }, answer);
});

it('keeps what is complete of a list that is cut off', () => {
  const read = readJsonAnswer(`\`\`\`json\n${text.slice(0, text.indexOf('fine') + 30)}`);
  assert.deepEqual(read.items, [items[0]]);
  assert.deepEqual(read.problems.map(({ code }) => code), ['DM5082']);
});

it('says why something is no JSON', () => {
  const codes = (answer: string): readonly string[] => readJsonAnswer(answer).problems.map(({ code }) => code);
  assert.deepEqual(codes('There are no examples.'), ['DM5085']);
  assert.deepEqual(codes('```json\n[{ "now": new Date() }]\n```'), ['DM5086']);
  assert.deepEqual(codes('[]'), ['DM5085']);
});

it('makes no prototype of a key', () => {
  const { items: [item] } = readJsonAnswer('[{ "name": "x", "__proto__": { "isAdmin": true } }]');
  assert.equal((item as { readonly isAdmin?: unknown }).isAdmin, undefined);
});
