import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildOrder } from './childOrder.ts';

const program = fileURLToPath(new URL('ledgerChild.ts', import.meta.url));

/** What a process told before it ended, and how that was. */
export interface ChildStory {
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs a process to its end, or kills it (as the system would) so many milliseconds after it opened the store. */
export function runChild(order: ChildOrder, killAfterMs?: number): Promise<ChildStory> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => {
      if (text === '' && killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      text += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => { stderr += part.toString(); });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ lines: text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== ''), exitCode, stderr });
    });
  });
}

/** The calls that were told with this word. */
export function callsTold(stories: readonly ChildStory[], word: string): readonly string[] {
  return stories.flatMap(({ lines }) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1)));
}
