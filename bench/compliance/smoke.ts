import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startLocalPostgres } from '../../src/node/verify/localPostgres.ts';
import { openVerifyPorts } from '../../src/node/verify/verifyPorts.ts';
import { verifyApp } from '../../src/verify/verifyApp.ts';
import type { Texts } from './judge.ts';
import type { Subject } from './subjects.ts';

/** Starts the app with these texts and asks it everything that the spec promises: what fails first, undefined when nothing does. */
export async function smokeFailure({ app, application }: Subject, texts: Texts, signal: AbortSignal): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-compliance-smoke-'));
  const postgres = await startLocalPostgres(signal);
  try {
    for (const [path, text] of new Map<string, string | undefined>([...app.texts, ...texts])) {
      if (text === undefined) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { smoke, crash } = await verifyApp(application, openVerifyPorts(folder), {
      database: postgres === undefined ? { kind: 'embedded' } : { kind: 'auto', url: postgres.url }, skip: new Set(['typecheck', 'lint', 'tests']), bootTimeoutMs: 90_000, stopAtFirstFailure: true,
    }, signal);
    const [failure] = smoke.operations.flatMap(({ operation, failures }) => failures.map(({ check, expected, actual }) => `${operation}: ${check}, expected ${expected}, came ${actual}`));
    return failure ?? crash ?? (smoke.requests === 0 ? 'no request was made' : undefined);
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
