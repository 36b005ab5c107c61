import { loadConfig } from "../config.ts";
import { openDatabase } from "./client.ts";
import { migrate } from "./migrate.ts";

const database = await openDatabase(loadConfig(process.env));
try {
  const applied = await migrate(database);
  const text = applied.length === 0 ? "nothing to do" : applied.join(", ");
  process.stdout.write(`Migrations: ${text}\n`);
} finally {
  await database.close();
}
