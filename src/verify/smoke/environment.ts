import type { ApplicationIR } from '../../ir/application.ts';
import type { Caller } from '../../semantics/types.ts';
import { apiKeyTable, basicUserTable } from './credentials.ts';

/** What the app under test is started with, beside its place and its database; `callers` get API keys and passwords. */
export function appEnvironment(application: ApplicationIR, callers: readonly Caller[], secret: string): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    JWT_SECRET: secret,
    JWT_ISSUER: application.name,
    JWT_AUDIENCE: application.name,
    API_KEYS: JSON.stringify(apiKeyTable(callers)),
    BASIC_USERS: JSON.stringify(basicUserTable(callers)),
    JOBS: 'on',
    OUTBOX_POLL_MS: '25',
  };
}
