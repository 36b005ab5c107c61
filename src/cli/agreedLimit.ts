import type { Interface } from 'node:readline/promises';
import { dollars } from '../base/dollars.ts';
import { microUsdOf } from './microUsdOf.ts';
import { say } from './terminal.ts';

export interface Consent {
  /** In US dollars, as it was typed: the person agrees to spend that much. */
  readonly budget: string | undefined;
  /** The person agrees to what is expected. */
  readonly yes: boolean;
}

/**
 * What the person agrees to pay at most, in millionths of a US dollar; undefined when they do not. `room` is what is proposed, undefined when nobody
 * knows the price: then only a limit counts. Without a terminal nobody is asked. Throws a UsageError for what is no amount.
 */
export async function agreedLimit({ budget, yes }: Consent, room: number | undefined, terminal: Pick<Interface, 'question'> | undefined): Promise<number | undefined> {
  if (budget !== undefined) return microUsdOf(budget);
  if (yes && room !== undefined) return room;
  if (terminal === undefined) {
    say(room === undefined ? 'Nobody knows the price: agree to a limit with --budget USD.' : 'Agree to the price with --yes, or to a limit with --budget USD.');
    return undefined;
  }
  const question = room === undefined ? 'The most that it may cost in US dollars, or Enter to leave it: ' : `Go on? [y]es (at most ${dollars(room)}), another limit in US dollars, or Enter to leave it: `;
  const answer = (await terminal.question(question)).trim();
  if (room !== undefined && /^y(es)?$/i.test(answer)) return room;
  return answer === '' || /^no?$/i.test(answer) ? undefined : microUsdOf(answer);
}
