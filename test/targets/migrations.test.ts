import assert from 'node:assert/strict';
import { generatedFiles } from './support.ts';

/** The statement about the table in the first migration. */
function tableOf(spec: string, table: string): string {
  const migration = generatedFiles(spec).get('migrations/0001_init.sql') ?? '';
  return migration.split('\n\n').find((statement) => statement.startsWith(`create table "${table}"`)) ?? '';
}

const head = 'devmatrix: 1\nname: app\ntitle: App\nversion: 1.0.0\n';

it('writes constraints of attributes and rows into the table', () => {
  const table = tableOf(`${head}
entities:
  Room:
    attributes:
      code: { type: string, pattern: '^[A-Z]{2}\\d$', unique: true }
      seats: { type: integer, minimum: 1, maximum: 50, default: 4 }
      free: { type: integer, minimum: 0 }
      rate: { type: decimal, precision: 8, scale: 2, exclusiveMinimum: 0 }
      note: { type: string, maxLength: 10, nullable: true }
invariants:
  freeFits:
    entity: Room
    rule: self.free <= self.seats
    message: A room has no more free seats than seats.
`, 'rooms');
  for (const line of [
    '"seats" integer not null default 4,',
    '"rate" numeric(8, 2) not null,',
    '"note" text,',
    'constraint "rooms__pkey" primary key ("id"),',
    'constraint "rooms__code__key" unique ("code"),',
    `constraint "rooms__code__pattern" check ("code" ~ '^[A-Z]{2}[0-9]$'),`,
    'constraint "rooms__seats__maximum" check ("seats" <= 50),',
    'constraint "rooms__rate__exclusive_minimum" check ("rate" > 0),',
    'constraint "rooms__note__max_length" check (char_length("note") <= 10),',
    'constraint "rooms__free_fits__invariant" check ("free" <= "seats")',
  ]) {
    assert.ok(table.includes(line), `${line}\nis missing in\n${table}`);
  }
});

it('creates tables in order of reference and closes cycles at the end', () => {
  const migration = generatedFiles(`${head}
entities:
  Order:
    attributes: { group: { type: string } }
    relations: { user: { belongsTo: User } }
  User:
    attributes: { name: { type: string } }
    relations:
      favourite: { belongsTo: Order, optional: true, onDelete: setNull }
      boss: { belongsTo: User, optional: true, onDelete: setNull }
`).get('migrations/0001_init.sql') ?? '';
  assert.match(migration, /create table "orders" \([^;]*"group" text not null/);
  assert.match(migration, /create table "users" \([^;]*foreign key \("boss_id"\) references "users" \("id"\) on delete set null/);
  assert.match(migration, /create table "users" \([^;]*foreign key \("favourite_id"\) references "orders"/);
  assert.match(migration, /\n\nalter table "orders"\n {2}add constraint "orders__user_id__fkey" foreign key \("user_id"\) references "users" \("id"\);\n$/);
});
