import type { CancelSignal } from '../base/cancelSignal.ts';
import type { StartedApp, VerifyPorts } from './ports.ts';

/** How long an app may take to be ready, in ms: an embedded database on a busy machine takes its time. */
export const defaultBootTimeoutMs = 90_000;

/** Waits until the app answers that it is ready; otherwise gives the problem, worded for people. */
export async function becomeReady(app: StartedApp, ports: VerifyPorts, timeoutMs: number, signal: CancelSignal): Promise<{ readonly ms: number; readonly problem?: string }> {
  const startedMs = ports.clock.elapsedMs();
  for (;;) {
    const ms = Math.round(ports.clock.elapsedMs() - startedMs);
    if (app.exitCode() !== undefined) return { ms, problem: `The app ended with exit code ${String(app.exitCode())} before it was ready.` };
    const answer = await app.http.request({ method: 'GET', path: '/health/ready', headers: {} }).catch(() => undefined);
    if (answer?.status === 200) return { ms: Math.round(ports.clock.elapsedMs() - startedMs) };
    if (signal.aborted) return { ms, problem: 'Cancelled.' };
    if (ms > timeoutMs) return { ms, problem: `The app was not ready within ${timeoutMs} ms; GET /health/ready answered ${String(answer?.status ?? 'nothing')}.` };
    await ports.clock.pause(10, signal);
  }
}

/** What the app wrote last, for people who wonder why it failed. */
export function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-30).join('\n');
}
