import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

const files = generatedFiles(`devmatrix: 1
name: readers
auth: { scopes: [desk, boss], admin: boss }
entities:
  Voucher: { attributes: { code: { type: string, unique: true }, used: { type: boolean, default: false } }, endpoints: { access: [boss] } }
  Reader: { attributes: { mail: { type: email, unique: true } }, endpoints: { only: [list, read] } }
flows:
  use:
    trigger: { http: 'POST /vouchers/{id}/use', access: [desk] }
    steps:
      - load: Voucher
        by: input.id
      - require: '!voucher.used'
      - update: voucher
        set: { used: true }
      - return: { code: voucher.code }
  signUp:
    trigger: { http: 'POST /sign-ups', status: 201, access: public, body: { mail: email } }
    steps:
      - create: Reader
        values: { mail: input.mail }
      - return: { mail: reader.mail }
  greet:
    trigger: { http: 'POST /readers/{id}/greet', access: [desk] }
    steps:
      - load: Reader
        by: input.id
      - return: reader
`);

it('lets an administrator read what only administrators may read', () => {
  const text = files.get('tests/generated/workflow/use.test.ts') ?? '';
  assert.match(text, /send\('GET', `\/vouchers\/\$\{voucher\.id\}`, \{ by: administrator \}\)/);
  assert.match(text, /leavesUnchanged\(\[`\/vouchers\/\$\{voucher\.id\}`\], administrator,/);
});

it('finds a row among those of other tests by what is unique about it', () => {
  assert.match(files.get('tests/generated/workflow/greet.test.ts') ?? '', /`\/readers\?mail=\$\{encodeURIComponent\(mail\)\}`/);
});
