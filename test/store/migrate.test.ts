import assert from 'node:assert/strict';
import { type Migration, migrations } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { StoreBackend } from '../../src/store/storeBackend.ts';
import { newMemory, newPostgres } from './backends.ts';
import { reservation } from './sampleEvents.ts';

const next: Migration = { version: migrations.length + 1, name: 'notes', statements: ['create table notes (id text primary key)', "insert into notes (id) values ('first')"] };

function itHolds(fact: string, check: (backend: StoreBackend) => Promise<void>): void {
  for (const [name, make] of [['sqlite', newMemory], ['postgres', newPostgres]] as const) {
    it(`${fact} (${name})`, async function () {
      this.timeout(120_000);
      await check(await make());
    });
  }
}

itHolds('a schema is brought up to date with all that is in it, and only once', async (backend) => {
  const before = await openStore(backend, 1);
  await before.store.ledger.reserve(reservation('a', 5), 'refuse');
  for (let time = 0; time < 2; time += 1) {
    const { store, access } = await openStore(backend, 2, [...migrations, next]);
    assert.equal(access, 'write');
    assert.equal((await store.ledger.events({})).length, 1);
  }
});

itHolds('a program that does not know the newest schema reads only', async (backend) => {
  await openStore(backend, 1, [...migrations, next]);
  const { access, store, notice } = await openStore(backend, 2);
  assert.deepEqual([access, (await store.ledger.events({})).length], ['read', 0]);
  assert.match(notice ?? '', new RegExp(`its schema is ${next.version}, this one knows ${migrations.length}`));
  await assert.rejects(store.ledger.reserve(reservation('a', 5), 'refuse'), /newer DevMatrix/);
});

itHolds('a migration that fails leaves the schema as it was', async (backend) => {
  await openStore(backend, 1);
  await assert.rejects(openStore(backend, 2, [...migrations, { ...next, statements: [...next.statements, 'create nonsense'] }]));
  const { access } = await openStore(backend, 3, [...migrations, next]);
  assert.equal(access, 'write');
});

itHolds('a migration that was changed after it was applied is refused', async (backend) => {
  await openStore(backend, 1, [...migrations, next]);
  await assert.rejects(openStore(backend, 2, [...migrations, { ...next, statements: ['create table notes (id text)'] }]), /notes.*was made by another build/);
});

itHolds('programs that open an empty database at the same time make the schema once', async (backend) => {
  const opened = await Promise.all([1, 2, 3].map((now) => openStore(backend, now)));
  assert.deepEqual(opened.map(({ access }) => access), ['write', 'write', 'write']);
});
