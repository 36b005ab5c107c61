import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../src/llm/records/store.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { migrations } from '../../src/store/migrations.ts';
import { runChild } from '../../bench/store/children.ts';
import { newFile, sha256 } from './backends.ts';
import { minute, noon, reservation, settlement } from './sampleEvents.ts';

/** A closed store with a call in it. */
async function storeWithCall(): Promise<string> {
  const file = newFile();
  const { store } = await openSqliteStore(file);
  await store.budgets.set({ scope: { kind: 'day' }, hardMicroUsd: 1000 }, noon);
  await store.ledger.reserve(reservation('a', 500), 'refuse');
  await store.ledger.settle(settlement('a', 400));
  await store.close();
  return file;
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

it('what was recorded is there when the store is opened again', async () => {
  const { store, access, notice } = await openSqliteStore(await storeWithCall());
  assert.deepEqual([access, notice], ['write', undefined]);
  assert.equal((await store.ledger.events({})).length, 2);
  assert.equal((await store.budgets.states(noon))[0]?.spentMicroUsd, 400);
  await store.close();
});

it('a store is for its owner only and is one file again when it is closed', async () => {
  const file = await storeWithCall();
  const { store } = await openSqliteStore(file);
  assert.ok(existsSync(`${file}-wal`));
  if (process.platform !== 'win32') assert.deepEqual([file, `${file}-wal`].map((path) => statSync(path).mode & 0o777), [0o600, 0o600]);
  await store.close();
  assert.deepEqual(readdirSync(dirname(file)), [basename(file)]);
});

it('processes that open a new store at the same time make it once', async function () {
  this.timeout(60_000);
  const file = newFile();
  const stories = await Promise.all([0, 1, 2, 3].map((number) => runChild({ file, name: `p${number}`, lanes: 1, callsPerLane: 1, unsettled: [], callMs: 0 })));
  assert.deepEqual(stories.map(({ exitCode, stderr }) => [exitCode, stderr]), stories.map(() => [0, '']));
  const { store } = await openSqliteStore(file);
  assert.equal((await store.ledger.events({})).length, 8);
  await store.close();
  const database = new DatabaseSync(file);
  assert.deepEqual(database.prepare('select version from schema_migrations').all().map(({ version }) => version), migrations.map(({ version }) => version));
  database.close();
});

it('a store of a newer program can be read and is not written', async () => {
  const file = await storeWithCall();
  change(file, "insert into schema_migrations (version, name, checksum, applied_at) values (99, 'of the future', 'x', 0)");
  const { store, access, notice } = await openSqliteStore(file);
  assert.equal(access, 'read');
  assert.match(notice ?? '', /newer DevMatrix \(its schema is 99/);
  assert.equal((await store.ledger.events({})).length, 2);
  assert.equal((await store.budgets.list()).length, 1);
  const writes = [
    () => store.ledger.reserve(reservation('b', 1), 'refuse'), () => store.ledger.settle(settlement('b', 1)),
    () => store.budgets.remove({ kind: 'day' }), () => store.runLog.append('r', [{ at: 0, kind: 'k', data: null }]), () => store.answers.clear(),
  ];
  for (const write of writes) await assert.rejects(write(), (error) => error instanceof StoreError && error.failure === 'newerSchema');
  await store.close();
});

it('a schema that was made by other statements under the same number is not touched', async () => {
  const file = await storeWithCall();
  change(file, "update schema_migrations set checksum = 'other' where version = 1");
  const before = sha256(readFileSync(file, 'latin1'));
  await assert.rejects(openSqliteStore(file), /made by another build/);
  assert.equal(sha256(readFileSync(file, 'latin1')), before);
});

it('a file that is no database is moved aside and told', async () => {
  const file = newFile();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'This was once a database. '.repeat(300));
  const { store, notice } = await openSqliteStore(file);
  const [aside = ''] = readdirSync(dirname(file)).filter((name) => name.includes('.damaged-'));
  assert.ok(notice?.includes(aside) === true && aside !== '');
  assert.match(readFileSync(`${dirname(file)}/${aside}`, 'utf8'), /^This was once/);
  assert.deepEqual(await store.ledger.events({}), []);
  await store.close();
});

it('a database that was cut off is moved aside, and what other processes find there is used', async () => {
  const file = await storeWithCall();
  truncateSync(file, 20_000);
  const opened = await Promise.all([openSqliteStore(file), openSqliteStore(file)]);
  assert.equal(readdirSync(dirname(file)).filter((name) => /\.damaged-[^-]*$/.test(name)).length, 1);
  assert.equal(opened.filter(({ notice }) => notice !== undefined).length, 1);
  for (const { store } of opened) {
    assert.equal((await store.ledger.reserve(reservation(`c${opened.findIndex((one) => one.store === store)}`, 1), 'refuse')).kind, 'reserved');
    await store.close();
  }
});

it('damage that is found while a store is in use is looked at when it is opened the next time', async () => {
  const file = await storeWithCall();
  const bytes = readFileSync(file);
  const { store } = await openSqliteStore(file);
  // Every page but the first two, which hold the schema: rows and indexes cannot be read any more.
  bytes.fill(0xff, 2 * 4096);
  writeFileSync(file, bytes);
  await assert.rejects((async () => {
    await store.ledger.events({});
    await store.budgets.states(noon);
    await store.ledger.reserve(reservation('b', 1), 'refuse');
  })(), (error) => error instanceof StoreError && error.failure === 'corrupt');
  await store.close();
  const again = await openSqliteStore(file);
  assert.match(again.notice ?? '', /nothing was deleted/);
  assert.deepEqual(await again.store.ledger.events({}), []);
  await again.store.close();
});

it('where nothing can be written the person is told what to do', async () => {
  const file = newFile();
  mkdirSync(dirname(dirname(file)), { recursive: true });
  writeFileSync(dirname(file), 'a file in place of the folder');
  await assert.rejects(openSqliteStore(file), (error) => error instanceof StoreError && /DEVMATRIX_DATA/.test(error.message));
});

it('who finds the database held by another process waits for it', async function () {
  this.timeout(30_000);
  const file = newFile();
  const { store } = await openSqliteStore(file);
  const story = runChild({ file, name: 'other', lanes: 4, callsPerLane: 20, unsettled: [], callMs: 0 });
  const results = await Promise.all(Array.from({ length: 40 }, (_, index) => store.ledger.reserve(reservation(`mine-${index}`, 1), 'refuse')));
  assert.ok(results.every(({ kind }) => kind === 'reserved'));
  assert.equal((await story).exitCode, 0);
  assert.equal((await store.ledger.events({})).length, 40 + 160);
  await store.close();
});

it('what windows say in one conversation is there for both, and after a restart', async () => {
  const file = newFile();
  const [first, second] = [await openSqliteStore(file), await openSqliteStore(file)];
  const session = { id: 's', workspace: 'w', updatedAt: Date.now(), data: { turns: 1 } };
  const said = { at: 1, role: 'user', text: 'And now?' } as const;
  const seqs = await Promise.all([first, second, first, second].map(({ store }) => store.sessions.say(session, [said])));
  assert.deepEqual(seqs.sort(), [1, 2, 3, 4]);
  assert.equal((await second.store.sessions.said('s', 0)).length, 4);
  for (const { store } of [first, second]) await store.close();
  const { store } = await openSqliteStore(file);
  assert.deepEqual(await store.sessions.find('s'), session);
  assert.deepEqual((await store.sessions.said('s', 3)), [{ ...said, seq: 4 }]);
  await store.close();
});

it('conversations that nobody used for months are forgotten when a store is opened, the ledger never', async () => {
  const file = await storeWithCall();
  const before = await openSqliteStore(file);
  const session = { id: 's', workspace: 'w', updatedAt: Date.now() - 91 * 24 * 60 * minute, data: null };
  await before.store.sessions.save(session);
  await before.store.sessions.save({ ...session, id: 't', updatedAt: Date.now() });
  await before.store.close();
  const { store } = await openSqliteStore(file);
  assert.deepEqual((await store.sessions.recent('w', 9)).map(({ id }) => id), ['t']);
  assert.equal((await store.ledger.events({})).length, 2);
  await store.close();
});
