import { z } from "zod";
import { application } from "./application.ts";

// {{#jwt}}
/** Signs tokens in development and tests; production refuses every shared secret. */
const developmentSecret = "development-secret-that-everybody-knows";
// {{/jwt}}

// {{#apiKey}}
const accountSchema = z.object({
  subject: z.string().min(1),
  scopes: z.array(z.string()).default([]),
});
// {{/apiKey}}

// {{#basic}}
const userSchema = z.object({
  password: z.string().min(1),
  scopes: z.array(z.string()).default([]),
});
// {{/basic}}

const environmentSchema = z.object({
  NODE_ENV: z.string().default("development"),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(application.port),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info"),
  DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/|pglite:.)/, {
      error: "is neither postgres://... nor pglite:...",
    })
    .optional(),
  PGLITE_IMAGE: z.string().optional(),
  SEED: z.stringbool().default(false),
  // {{#background}}
  JOBS: z.enum(["on", "events", "off"]).default("on"),
  // {{#schedules}}
  SCHEDULE_TOKEN: z.string().min(32).optional(),
  // {{/schedules}}
  // {{/background}}
  // {{#events}}
  OUTBOX_POLL_MS: z.coerce.number().int().min(10).default(1000),
  // {{/events}}
  // {{#rateLimit}}
  RATE_LIMIT: z.enum(["on", "off"]).optional(),
  // {{/rateLimit}}
  // {{#jwt}}
  JWT_SECRET: z.string().min(32).optional(),
  JWT_JWKS_URL: z.url().optional(),
  JWT_ISSUER: z.string().default(application.name),
  JWT_AUDIENCE: z.string().default(application.name),
  // {{/jwt}}
  // {{#apiKey}}
  API_KEYS: jsonText(z.record(z.string().min(1), accountSchema)),
  // {{/apiKey}}
  // {{#basic}}
  BASIC_USERS: jsonText(z.record(z.string().min(1), userSchema)),
  // {{/basic}}
});

type Environment = z.infer<typeof environmentSchema>;

export type Config = ReturnType<typeof configOf>;

/** The configuration in the environment variables; throws with every mistake in them. */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== ""),
  );
  const parsed = environmentSchema.safeParse(given);
  const mistakes = parsed.success
    ? mistakesOf(parsed.data)
    : parsed.error.issues.map(
        ({ path, message }) => `${path.join(".")}: ${message}`,
      );
  if (!parsed.success || mistakes.length > 0) {
    throw new Error(`The environment is wrong.\n  ${mistakes.join("\n  ")}`);
  }
  return configOf(parsed.data);
}

function configOf(environment: Environment) {
  const production = environment.NODE_ENV === "production";
  return {
    production,
    host: environment.HOST,
    port: environment.PORT,
    logLevel: environment.LOG_LEVEL,
    databaseUrl: environment.DATABASE_URL ?? "pglite:.data",
    pgliteImage: environment.PGLITE_IMAGE,
    seed: environment.SEED,
    // {{#background}}
    jobs: environment.JOBS !== "off",
    // {{#schedules}}
    schedules: environment.JOBS === "on",
    scheduleToken: environment.SCHEDULE_TOKEN,
    // {{/schedules}}
    // {{/background}}
    // {{#events}}
    outboxPollMs: environment.OUTBOX_POLL_MS,
    // {{/events}}
    // {{#rateLimit}}
    rateLimited:
      (environment.RATE_LIMIT ?? (production ? "on" : "off")) === "on",
    // {{/rateLimit}}
    // {{#jwt}}
    jwt: {
      issuer: environment.JWT_ISSUER,
      audience: environment.JWT_AUDIENCE,
      jwksUrl: environment.JWT_JWKS_URL,
      secret: environment.JWT_SECRET ?? developmentSecret,
    },
    // {{/jwt}}
    // {{#apiKey}}
    apiKeys: environment.API_KEYS,
    // {{/apiKey}}
    // {{#basic}}
    basicUsers: environment.BASIC_USERS,
    // {{/basic}}
  };
}

/** What production does not forgive. */
function mistakesOf(environment: Environment): string[] {
  if (environment.NODE_ENV !== "production") return [];
  const mistakes: string[] = [];
  if (environment.DATABASE_URL === undefined) {
    mistakes.push("DATABASE_URL: is needed in production");
  }
  // {{#jwt}}
  if (environment.JWT_SECRET !== undefined) {
    mistakes.push("JWT_SECRET: is refused in production, use JWT_JWKS_URL");
  }
  if (environment.JWT_JWKS_URL === undefined) {
    mistakes.push("JWT_JWKS_URL: is needed in production");
  }
  // {{/jwt}}
  return mistakes;
}

// {{#credentialMaps}}
/** A variable that holds JSON; `{}` when it is not set. */
function jsonText<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .default("{}")
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
// {{/credentialMaps}}
