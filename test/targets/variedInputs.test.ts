import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const testOf = (condition: string): string => generatedFiles(`devmatrix: 1
name: readers
entities:
  Reader: { attributes: { mail: { type: email, unique: true }, name: string }, endpoints: none }
flows:
  register:
    trigger: { call: { mail: email, name: string } }
    steps:
      - create: Reader
        values: { mail: input.mail, name: input.name }
      - return: reader.mail
  signUp:
    trigger: { http: 'POST /sign-ups', status: 201, body: { mail: email, name: string } }
    steps:
      - load: Reader
        where: mail == input.mail
        optional: true
      - require: reader == null${condition}
      - call: register
        with: { mail: input.mail, name: input.name }
        as: registered
      - return: { mail: registered }
`).get('tests/generated/workflow/signUp.test.ts') ?? '';

it('makes up the inputs of a flow that become unique values, also in flows that it calls', () => {
  const text = testOf('');
  assert.match(text, /const mail = `\$\{uniqueText\('user'\)\}@example\.com`;/);
  assert.match(text, /body: \{ mail, name: '/);
  assert.match(text, /expectFields\(\w+, \{ mail \}\)/);
});

it('sends the planned input where the flow asks more of it', () => {
  assert.doesNotMatch(testOf(' && contains(input.mail, "@")'), /const mail = /);
});
