import assert from 'node:assert/strict';
import { carefulMatcher, plainForm } from './questionMatcher.ts';

it('sees through politeness, ways to begin, capitals and spaces', () => {
  for (const question of ['How do I undo the last commit?', 'how can I undo the last  commit', 'Hi, please tell me how do I undo the last commit.', 'Please, how could one undo the last commit?']) {
    assert.equal(plainForm(question), 'how to undo the last commit');
  }
  assert.equal(plainForm("What's a left join?"), plainForm('what is a left join'));
});

it('never takes other words, another order, other signs, tenses or names for the same', () => {
  const pairs = [
    ['Convert JSON to YAML', 'Convert YAML to JSON'], ['What does ! do?', 'What does ? do?'], ['What is C#?', 'What is C++?'], ['Is it deleted?', 'Was it deleted?'],
    ['Should it be Id?', 'Should it be ID?'], ['Is "Yes" valid?', 'Is "yes" valid?'], ['Open ./a.ts', 'Open ../a.ts'], ['Is a test slow?', 'Is the test slow?'], ["Why can't I?", 'Why can I?'],
  ] as const;
  for (const [left, right] of pairs) assert.notEqual(plainForm(left), plainForm(right));
});

it('compares texts of several lines as they are', () => {
  assert.notEqual(plainForm('Why does it fail?\nif x:\n  y()\nz()'), plainForm('Why does it fail?\nif x:\n  y()\n  z()'));
});

it('gives what is known of the same question', () => {
  const known = [{ question: 'What is a right join?' }, { question: 'Please explain what a left join is' }, { question: 'what is a left join' }];
  assert.equal(carefulMatcher.best('What is a left join?', known, ({ question }) => question), known[2]);
  assert.equal(carefulMatcher.best('What is a full join?', known, ({ question }) => question), undefined);
});
