// Starts a provider of models on this machine for people: any editor, script or SDK can be pointed at it.
// Usage: npm run provider:fake -- [--port 8787] [--rules FILE.json] [--fault NAME] [--chaos RATE] [--seed 1] [--list]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faultNames, isFaultName } from './faults.ts';
import { fourModels } from './fourModels.ts';
import { startProviderServer } from './providerServer.ts';
import type { AnswerRule, FakeAnswer } from './types.ts';

interface WrittenRule {
  readonly model?: string;
  readonly system?: string;
  readonly user?: string;
  readonly times?: number;
  readonly answer: string | FakeAnswer;
}

/** "fault:NAME" anywhere in what the person says. */
const spokenFaults: readonly AnswerRule[] = faultNames.map((fault) => ({ user: new RegExp(`\\bfault:${fault}\\b`), answer: { text: 'This answer does not arrive as it should.', fault } }));

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' }, rules: { type: 'string' }, fault: { type: 'string' },
    chaos: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' }, list: { type: 'boolean', default: false },
  },
});
if (values.list) {
  console.log(faultNames.join('\n'));
} else if (values.fault !== undefined && !isFaultName(values.fault)) {
  console.error(`${values.fault} is no fault. Those that there are: ${faultNames.join(', ')}`);
  process.exitCode = 2;
} else {
  await start(values.fault);
}

async function start(fault: (typeof faultNames)[number] | undefined): Promise<void> {
  const server = await startProviderServer({
    port: Number(values.port), models: fourModels, bills: true, seed: Number(values.seed),
    rules: [...(values.rules === undefined ? [] : rulesOf(values.rules)), ...spokenFaults],
    chaos: { rate: Number(values.chaos), seed: Number(values.seed), faults: ['overloaded', 'rateLimited', 'cutSocket', 'endEarly', 'serverError'] },
  });
  if (fault !== undefined) server.setFault(fault);
  console.log(`A provider that only plays one, on this machine. It costs nothing; what it says is scripted.

Anthropic   base URL ${server.baseUrl.anthropic}
OpenAI      base URL ${server.baseUrl.chat}     (Chat Completions and Responses)
key         ${server.key}
models      ${fourModels.map(({ id }) => id).join(', ')}

In a shell:
  export ANTHROPIC_BASE_URL=${server.baseUrl.anthropic} ANTHROPIC_API_KEY=${server.key}
  export OPENAI_BASE_URL=${server.baseUrl.chat} OPENAI_API_KEY=${server.key}

A prompt with "fault:NAME" ends in that fault, for example "fault:overloaded"; --list names all of them.
Answers of your own: --rules FILE.json with [{ "user": "part of the prompt", "answer": "what it says" }]. Ctrl+C ends it.
`);
  process.once('SIGINT', () => void server.close());
  process.once('SIGTERM', () => void server.close());
}

function rulesOf(file: string): readonly AnswerRule[] {
  const written = JSON.parse(readFileSync(file, 'utf8')) as readonly WrittenRule[];
  return written.map(({ model, system, user, ...rest }) => ({ ...rest, ...expression('model', model), ...expression('system', system), ...expression('user', user) }));
}

/** Texts of a file are regular expressions. */
function expression(name: string, text: string | undefined): Partial<Record<string, RegExp>> {
  return text === undefined ? {} : { [name]: new RegExp(text) };
}
