import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProviderServer } from '../../provider-server/providerServer.ts';
import type { ProviderServer } from '../../provider-server/types.ts';
import { askedQuestion, type AskedQuestion, recordedAnswers } from '../../waves/recordedAnswers.ts';

const model = 'house-coder';
/** Between two words of an answer that never ends: a call without a sign of life would be given up and repeated. */
const heldPauseMs = 10_000;

/** A provider that says what was recorded for a spec; `isHeld` are the questions whose answers begin and do not end. */
export async function startHouse(name: string, isHeld: (asked: AskedQuestion) => boolean): Promise<ProviderServer> {
  const recorded = recordedAnswers(name);
  return startProviderServer({
    models: [{ id: model, contextTokens: 200_000, maxOutputTokens: 32_000, temperature: false }],
    rules: [{ answer: (request) => {
      const asked = askedQuestion(request);
      const answer = asked === undefined ? undefined : recorded.get(asked.name);
      if (asked === undefined || answer === undefined || asked.ask === 'dispute') return 'HOLDS';
      return { text: answer[asked.ask], ...(isHeld(asked) ? { pauseMs: heldPauseMs } : {}) };
    } }],
  });
}

/** Configures it in the settings of the workspace: a window of a server takes settings of the machine from no other place that a person can write to. */
export function configureHouse(folder: string, server: ProviderServer): void {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  // So cheap that the least budget that is proposed is enough for all calls at once.
  const price = { input: 0.1, output: 0.1 };
  const house = { id: 'house', label: 'House', baseUrl: server.baseUrl.chat, key: 'env:HOUSE_KEY', models: [{ model, price }] };
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'devmatrix.providers': [house] }));
}

/** What was asked of a kind, by the names of functions in alphabetical order. */
export function askedOf({ requests }: ProviderServer, kind: AskedQuestion['ask']): readonly string[] {
  return requests.flatMap(({ request }) => {
    const asked = request === undefined ? undefined : askedQuestion(request);
    return asked?.ask === kind ? [asked.name] : [];
  }).sort();
}
