import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { start } from './processes.ts';

/** Starts a child that would run for an hour, and tells its process id. */
const parentScript = `
const { start } = await import(${JSON.stringify(new URL('processes.ts', import.meta.url).href)});
const { pid } = start(process.execPath, ['-e', 'setTimeout(Date, 3_600_000)']);
console.log(pid);
`;

async function untilGone(pid: number): Promise<void> {
  for (const giveUpAtMs = performance.now() + 30_000; performance.now() < giveUpAtMs;) {
    await pause(50);
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
  }
  process.kill(pid, 'SIGKILL');
  assert.fail('the child is still there');
}

if (process.platform !== 'win32') {
  it('ends what runs in the background when this process is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(parent.stdout, 'data') as [Buffer];
    const pid = Number(chunk.toString());
    process.kill(pid, 0);
    parent.kill('SIGKILL');
    await untilGone(pid);
  });
}

it('keeps what a command said, and its exit code', async () => {
  const child = start(process.execPath, ['-e', 'console.log("done"); process.exitCode = 3']);
  assert.equal(await child.exited, 3);
  assert.equal(child.output(), 'done\n');
});
