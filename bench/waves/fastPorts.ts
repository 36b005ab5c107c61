import { noUsage } from '../../src/llm/tokenUsage.ts';
import type { RunLogRepository } from '../../src/llm/records/runLog.ts';
import type { WaveGateway } from '../../src/waves/ports.ts';
import type { AtomPrompt, AtomWorkshop } from '../../src/waves/workshop.ts';

const model = { provider: 'p', model: 'm' };
const usage = { ...noUsage, input: 4000, output: 500 };

/** Answers at once, or after so many milliseconds: what is measured is the run beside its calls. */
export function fastGateway(afterMs: number): WaveGateway {
  let calls = 0;
  return {
    async ask({ purpose, messages }) {
      calls += 1;
      const call = `c${calls}`;
      if (afterMs > 0) await new Promise<void>((done) => { setTimeout(done, afterMs); });
      const isCases = messages[0]?.parts[0]?.text === 'cases';
      // One answer in eight is wrong at the first attempt.
      const text = isCases ? 'cases' : `export function done(): void {}\n${purpose.attempt === 1 && calls % 8 === 0 ? 'wrong' : 'right'}${' // as long as usual'.repeat(80)}`;
      return {
        call, outcome: { kind: 'ok', text, usage, timing: { totalMs: afterMs } }, model, route: { candidates: [], reason: '' }, switches: [], paidCall: `${call}.1`,
        attempts: [{ number: 1, model, outcome: 'ok', waitedMs: 0, totalMs: afterMs, usage, microUsd: 600 }], microUsd: 600, wastedMicroUsd: 0, hasUnknownCost: false, totalMs: afterMs,
      };
    },
  };
}

function prompt(text: string): AtomPrompt {
  return { system: [{ text: 'You write code.', stable: true }], messages: [{ role: 'user', parts: [{ text, stable: false }] }], maxOutputTokens: 1000, template: 'v1', inputTokens: 4000 };
}

/** Validators that take no time. */
export const fastWorkshop: AtomWorkshop = {
  casesPrompt: () => prompt('cases'),
  codePrompt: () => prompt('code'),
  disputePrompt: () => prompt('dispute'),
  readCases: () => ({ cases: [{ name: 'one', rows: [], arguments: {}, expect: {} }], findings: [] }),
  readDispute: () => 'holds',
  judge: (_atom, answer) => Promise.resolve({ code: { code: answer, helpers: [] }, findings: answer.includes('wrong') ? [{ code: 'DM5060', level: 'types', message: 'wrong' }] : [], timingsMs: {} }),
  partial: () => undefined,
  taskDigest: ({ id }) => id,
};

/** Makes the texts that a store would write, and throws them away. */
export class ThrownAwayLog implements RunLogRepository {
  characters = 0;
  #last = 0;

  append(...[, events]: Parameters<RunLogRepository['append']>): Promise<number> {
    for (const { data } of events) this.characters += JSON.stringify(data).length;
    this.#last += events.length;
    return Promise.resolve(this.#last);
  }

  read(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  runs(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  prune(): Promise<number> {
    return Promise.resolve(0);
  }
}
