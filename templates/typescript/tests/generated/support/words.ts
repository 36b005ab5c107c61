import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openDatabase } from "../../../src/db/client.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { type AtomCase, type CaseUnit, runCase } from "./cases.ts";

/** Examples are run on a database of their own, where there are no rows but theirs. */
const database = await openDatabase({
  databaseUrl: "pglite:memory",
  pgliteImage: process.env["PGLITE_IMAGE"],
});
await migrate(database);

after(() => database.close());

/** The function does what each of the examples says. */
export function does(
  name: string,
  unit: CaseUnit,
  examples: readonly AtomCase[],
): void {
  for (const example of examples) {
    test(`${name}: ${example.name}`, async () => {
      const { differences, invalid } = await runCase(
        database.db,
        unit,
        example,
      );
      assert.equal(invalid, undefined);
      assert.deepEqual(differences, []);
    });
  }
}
