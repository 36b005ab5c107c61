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

const importOf = (condition: string): string => generatedFiles(`devmatrix: 1
name: racks
entities:
  Rack: { attributes: { code: { type: string, pattern: '^R-[0-9]{8}$', unique: true }, label: { type: string, unique: true }, note: string }, endpoints: { only: [list, read] } }
flows:
  bring:
    trigger:
      http: POST /racks/import
      status: 201
      body: { rows: { type: array, minItems: 2, maxItems: 5, items: { type: object, properties: { code: { type: string, pattern: '^R-[0-9]{8}$' }, note: string } } }, labels: { type: array, minItems: 2, maxItems: 2, items: string } }
    steps:${condition}
      - forEach: input.rows
        as: row
        steps:
          - create: Rack
            values: { code: row.code, note: row.note, label: row.code + "!" }
      - return: { count: size(input.rows) }
  tag:
    trigger: { http: 'POST /racks/tags', body: { labels: { type: array, minItems: 2, maxItems: 2, items: string } } }
    steps:
      - forEach: input.labels
        as: label
        steps:
          - create: Rack
            values: { code: '"R-00000000"', note: label, label: label }
`).get('tests/generated/workflow/bring.test.ts') ?? '';

it('makes up the parts of lists of a request that become unique values', () => {
  const text = importOf('');
  assert.match(text, /const code = uniqueShape\('R-', \[digits, 8\]\);\n\s*const code2 = uniqueShape/);
  assert.match(text, /rows: \[\{ code, note: '[^']+' \}, \{ code: code2, note: '/);
});

it('asks how many there are, and sends the planned parts where the flow asks more of them', () => {
  assert.match(importOf('\n      - require: size(input.rows) < 4'), /const code = uniqueShape/);
  assert.doesNotMatch(importOf('\n      - require: input.rows.all(r, r.code.startsWith("R"))'), /const code = /);
});
