import type { ApplicationIR } from '../../ir/application.ts';
import { apiKeyTable, basicUserTable, keyedCallers } from './credentials.ts';

/** What runs a schedule of the app under test. */
export const scheduleToken = 'runs-the-schedules-of-the-app-under-test';

/** What the app under test is started with, beside its place and its database; its known callers get API keys and passwords. */
export function appEnvironment(application: ApplicationIR, secret: string): Readonly<Record<string, string>> {
  const callers = keyedCallers(application);
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    JWT_SECRET: secret,
    JWT_ISSUER: application.name,
    JWT_AUDIENCE: application.name,
    API_KEYS: JSON.stringify(apiKeyTable(callers)),
    BASIC_USERS: JSON.stringify(basicUserTable(callers)),
    // Schedules would change rows at times that no reference model foresees.
    JOBS: 'events',
    SCHEDULE_TOKEN: scheduleToken,
    // Commits wake the dispatcher; only what failed has to wait for the next look.
    OUTBOX_POLL_MS: '250',
  };
}
