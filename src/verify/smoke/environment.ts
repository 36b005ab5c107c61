import type { ApplicationIR } from '../../ir/application.ts';
import type { CryptoPort } from '../ports.ts';
import { apiKeyTable, basicUserTable } from './credentials.ts';

/** What the app under test is started with, beside its place and its database. */
export function appEnvironment(application: ApplicationIR, crypto: CryptoPort, secret: string): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    JWT_SECRET: secret,
    JWT_ISSUER: application.name,
    JWT_AUDIENCE: application.name,
    API_KEYS: JSON.stringify(apiKeyTable(application)),
    BASIC_USERS: JSON.stringify(basicUserTable(application)),
    JOBS: 'on',
    OUTBOX_POLL_MS: '25',
  };
}
