import closeWithGrace from "close-with-grace";
import { buildApp } from "./app.ts";
// {{#background}}
import { startBackground } from "./background.ts";
// {{/background}}
import { loadConfig } from "./config.ts";
import { openDatabase } from "./db/client.ts";
import { migrate } from "./db/migrate.ts";
// {{#seed}}
import { seed } from "./db/seed.ts";
// {{/seed}}

const config = loadConfig(process.env);
const database = await openDatabase(config);
await migrate(database);
// {{#seed}}
if (config.seed) await seed(database.db);
// {{/seed}}

const app = buildApp({ config, database });
// {{#background}}
const background = config.jobs
  ? await startBackground({ config, database }, app.log)
  : undefined;
// {{/background}}

closeWithGrace({ delay: 10_000, logger: app.log }, async ({ err }) => {
  if (err) app.log.error({ err }, "Stopping after an error");
  await app.close();
  // {{#background}}
  await background?.stop();
  // {{/background}}
  await database.close();
});

await app.listen({ host: config.host, port: config.port });
