/** This process's environment without what would configure the app by accident. */
export function cleanEnvironment(): Readonly<Record<string, string | undefined>> {
  const appSettings = ['DATABASE_URL', 'JWT_SECRET', 'JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE', 'API_KEYS', 'BASIC_USERS', 'SEED', 'JOBS', 'OUTBOX_POLL_MS', 'LOG_LEVEL', 'NODE_ENV', 'NODE_OPTIONS', 'NODE_TEST_CONTEXT'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !appSettings.includes(name)));
}
