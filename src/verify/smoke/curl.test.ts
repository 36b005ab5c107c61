import assert from 'node:assert/strict';
import { curlOf, mintCommand } from './curl.ts';

it('shows a request as a line that a shell understands', () => {
  const request = { method: 'POST', path: '/notes?x=1', headers: { 'content-type': 'application/json' }, body: `{"text":"it's"}` };
  assert.equal(curlOf(request, 'http://127.0.0.1:3000'), String.raw`curl -i -X POST -H 'content-type: application/json' --data-raw '{"text":"it'\''s"}' 'http://127.0.0.1:3000/notes?x=1'`);
});

it('keeps long tokens out of the line and says how to get one', () => {
  const request = { method: 'GET', path: '/notes', headers: { authorization: `Bearer ${'a'.repeat(200)}` } };
  assert.equal(curlOf(request, 'http://h'), `curl -i -H "authorization: Bearer $TOKEN" 'http://h/notes'`);
  assert.match(mintCommand({ subject: 'ann', scopes: ['a', 'b'], app: 'notes' }), /^TOKEN=\$\(node -p '.*"sub":"ann","scope":"a b","iss":"notes".*'\)$/);
});
