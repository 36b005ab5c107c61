import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Connection, DatabaseHandle } from "./client.ts";

const migrationsFolder = new URL("../../migrations/", import.meta.url);

/** Any number; it names the lock under which one process migrates while the others wait. */
const lockKey = 7_046_029_254;

/**
 * Applies the migrations that the database does not have yet, in the order of their names, each in its own transaction.
 * Gives the names of those that it applied; throws when an applied file was changed since.
 */
export async function migrate(
  database: DatabaseHandle,
  folder: URL = migrationsFolder,
): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql"));
  const applied: string[] = [];
  for (const name of files.sort()) {
    const text = await readFile(new URL(name, folder), "utf8");
    if (await database.connect((connection) => apply(connection, name, text))) {
      applied.push(name);
    }
  }
  return applied;
}

/** Whether the migration had to be applied. */
async function apply(
  connection: Connection,
  name: string,
  text: string,
): Promise<boolean> {
  await connection.query("select pg_advisory_xact_lock($1)", [lockKey]);
  await connection.script(`
    create schema if not exists "runtime";
    create table if not exists "runtime"."migrations" (
      "name" text primary key,
      "checksum" text not null,
      "applied_at" timestamp with time zone not null default now()
    );
  `);
  const checksum = checksumOf(text);
  const [known] = await connection.query(
    'select "checksum" from "runtime"."migrations" where "name" = $1',
    [name],
  );
  if (known !== undefined) {
    if (known["checksum"] === checksum) return false;
    throw new Error(`The migration ${name} was changed after it was applied.`);
  }
  await connection.script(text);
  await connection.query(
    'insert into "runtime"."migrations" ("name", "checksum") values ($1, $2)',
    [name, checksum],
  );
  return true;
}

/** Line ends do not count: a checkout on Windows is the same migration. */
function checksumOf(text: string): string {
  return createHash("sha256")
    .update(text.replaceAll("\r\n", "\n"))
    .digest("hex");
}
