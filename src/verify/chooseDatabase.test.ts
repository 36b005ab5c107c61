import assert from 'node:assert/strict';
import { chooseDatabase } from './chooseDatabase.ts';
import { type DatabasePort, type DatabaseServer, VerifyError } from './ports.ts';

const signal = { aborted: false, reason: undefined, addEventListener: () => undefined, removeEventListener: () => undefined };
const server = (label: string): DatabaseServer => ({ label, createDatabase: () => Promise.resolve(label), close: () => Promise.resolve() });
const databases = (here: { readonly local: boolean }): DatabasePort => ({
  fromUrl: (url) => Promise.resolve(server(url)),
  local: () => Promise.resolve(here.local ? server('local') : undefined),
  docker: () => Promise.resolve(undefined),
  embedded: () => Promise.resolve(server('embedded')),
});

it('takes the URL, else local binaries, else the embedded database', async () => {
  assert.equal((await chooseDatabase(databases({ local: true }), { kind: 'auto', url: 'postgres://h/d' }, signal)).label, 'postgres://h/d');
  assert.equal((await chooseDatabase(databases({ local: true }), { kind: 'auto' }, signal)).label, 'local');
  assert.equal((await chooseDatabase(databases({ local: false }), { kind: 'auto', url: '' }, signal)).label, 'embedded');
});

it('refuses when what was asked for is not here', async () => {
  await assert.rejects(chooseDatabase(databases({ local: false }), { kind: 'docker' }, signal), VerifyError);
});
