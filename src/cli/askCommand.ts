import { createInterface } from 'node:readline/promises';
import { addAbortSignal } from 'node:stream';
import { text as textOfStream } from 'node:stream/consumers';
import { dollars } from '../base/dollars.ts';
import { answerQuestion } from '../llm/chat/answerQuestion.ts';
import { mostForTopicMicroUsd } from '../llm/chat/askTopic.ts';
import type { ChatParts } from '../llm/chat/chatParts.ts';
import { conversationId, isConversationName, listConversations } from '../llm/chat/keptConversation.ts';
import { type AskedQuestion, consentFromMicroUsd, type PreparedQuestion, prepareQuestion } from '../llm/chat/prepareQuestion.ts';
import { failureOf } from '../llm/chat/questionFailure.ts';
import { discoverProviders, keyFromEnvironment } from '../llm/discoverProviders.ts';
import type { GatewayEvent } from '../llm/gateway/events.ts';
import { modelKey } from '../llm/models/modelInfo.ts';
import type { Store } from '../llm/records/store.ts';
import { chatParts } from '../node/models/chatParts.ts';
import type { OpenedModels } from '../node/models/openModels.ts';
import { workspaceId } from '../node/workspaceId.ts';
import { agreedLimit } from './agreedLimit.ts';
import { AnswerStream } from './answerStream.ts';
import { parseCommandLine } from './arguments.ts';
import { answerJson, estimateJson, type Explained, failureJson, noModelJson, sayAnswer, sayBefore, sayFailure } from './askReport.ts';
import { microUsdOf } from './microUsdOf.ts';
import { modelNamed, modelsNamed } from './modelNamed.ts';
import { openConfiguredModels } from './openConfiguredModels.ts';
import { type ExitCode, paint, printJson, say, UsageError } from './terminal.ts';
import { withStore } from './withStore.ts';

const mostCharacters = 2_000_000;
const mostTokens = 200_000;

const options = {
  conversation: { type: 'string' }, new: { type: 'boolean', default: false }, last: { type: 'boolean', default: false },
  model: { type: 'string' }, 'max-tokens': { type: 'string' }, similar: { type: 'boolean', default: false }, fresh: { type: 'boolean', default: false }, 'by-words': { type: 'boolean', default: false },
  budget: { type: 'string' }, yes: { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, list: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

/** `devmatrix ask`: answers a question by whichever model the router chooses, as it arrives, and keeps both in a conversation that can go on. */
export async function askCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { positionals, values } = parseCommandLine(args, options);
  if (values.list) return (await import('./conversationsCommand.ts')).conversationsCommand(args.filter((arg) => arg !== '--list'));
  checkUsage(positionals, values);
  const text = await questionOf(positionals, signal);
  return withStore(async (store) => {
    const models = await openConfiguredModels(store, signal, { similarAnswers: () => values.similar, events: tellEvent, willDo: (kept) => (values.model === undefined ? kept.length > 0 : modelsNamed(values.model, kept).length === 1) });
    if (models === undefined) {
      if (values.json) printJson(noModelJson());
      return 1;
    }
    try {
      return await ask({ text, values, isPiped: positionals.includes('-') }, { models, store }, signal);
    } finally {
      await models.close();
    }
  });
}

/** What is said wrongly is told before anything is read or opened. */
function checkUsage(positionals: readonly string[], values: Values): void {
  const { conversation } = values;
  if (positionals.length === 0) throw new UsageError('What is the question? Say it in quotation marks, or - to read it from standard input.');
  if (conversation !== undefined && !isConversationName(conversation)) throw new UsageError(`"${conversation}" is no name for a conversation: up to 60 letters, digits, spaces, points and lines.`);
  if (values.last && (values.new || conversation !== undefined)) throw new UsageError('--last goes on with the conversation that was used last; leave out --new and --conversation.');
  if (values.budget !== undefined) microUsdOf(values.budget);
  tokensOf(values['max-tokens']);
}

/** The words of the command line, then what standard input holds where "-" asks for it. */
async function questionOf(positionals: readonly string[], signal: AbortSignal): Promise<string> {
  const words = positionals.filter((word) => word !== '-').join(' ');
  const text = [words, ...(positionals.includes('-') ? [await textOfStream(addAbortSignal(signal, process.stdin))] : [])].join('\n\n').trim();
  if (text === '') throw new UsageError('There is nothing in the question.');
  if (text.length > mostCharacters) throw new UsageError(`The question has ${text.length.toLocaleString('en')} characters; no model takes so many. Leave out what does not matter.`);
  return text;
}

function tokensOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const tokens = Number(text);
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > mostTokens) throw new UsageError(`--max-tokens takes a whole number up to ${mostTokens.toLocaleString('en')}, not ${text}.`);
  return tokens;
}

interface Tools {
  readonly models: OpenedModels;
  readonly store: Store;
}

interface Question {
  readonly text: string;
  readonly values: Values;
  /** Standard input is the question, so that nobody is there to answer. */
  readonly isPiped: boolean;
}

async function ask(question: Question, { models, store }: Tools, signal: AbortSignal): Promise<ExitCode> {
  const { values } = question;
  const workspace = workspaceId(process.cwd());
  const conversation = await conversationOf(values, workspace, store);
  const only = values.model === undefined ? undefined : modelNamed(values.model, models.providers.models(new Date().toISOString().slice(0, 10))).id;
  const maxOutputTokens = tokensOf(values['max-tokens']);
  const parts = chatParts({ models, store, keys: configuredKeys() });
  const prepared = await prepareQuestion({
    text: question.text, workspace, answers: values.fresh ? 'fresh' : 'kept', doubts: doubtsOf(values),
    ...(conversation === undefined ? {} : { conversation }), ...(only === undefined ? {} : { only }), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  }, parts, signal);
  const explained: Explained = { prepared, isExplained: values.explain };
  sayBefore(explained, { price: values['dry-run'] ? 'always' : 'whenItMatters' });
  if (values['dry-run']) {
    if (values.json) printJson(estimateJson(explained));
    return prepared.first === undefined ? 1 : 0;
  }
  const withinMicroUsd = await agreed(question, prepared);
  if (withinMicroUsd === undefined) {
    say('Nothing was asked.');
    return 1;
  }
  return answer(explained, { parts, models, json: values.json, withinMicroUsd }, signal);
}

/** No model is asked about the topic where nothing may be asked, or where the limit may not be enough for it. */
function doubtsOf({ budget, 'by-words': isByWords, 'dry-run': isDry }: Values): AskedQuestion['doubts'] {
  return isByWords || isDry || (budget !== undefined && microUsdOf(budget) < mostForTopicMicroUsd) ? 'words' : 'model';
}

/** The name of the conversation to go on with or to begin; undefined for one that is named after its question. */
async function conversationOf({ conversation, new: isNew, last }: Values, workspace: string, { sessions }: Store): Promise<string | undefined> {
  if (last) {
    const [latest] = await listConversations(workspace, 1, sessions);
    if (latest === undefined) throw new UsageError('There is no conversation of this folder yet.');
    return latest.name;
  }
  if (isNew && conversation !== undefined && await sessions.find(conversationId(workspace, conversation)) !== undefined) {
    throw new UsageError(`There is a conversation ${conversation} already. Choose another name, leave --new out to go on with it, or remove it with: devmatrix conversations delete "${conversation}"`);
  }
  return conversation;
}

function configuredKeys(): readonly string[] {
  return discoverProviders(process.env).providers.flatMap(({ key }) => keyFromEnvironment(key, process.env) ?? []);
}

/** What the person agrees to pay at most, in millionths of a US dollar; undefined when they do not. What costs little is asked at once; a limit that was typed is consent. */
async function agreed({ values, isPiped }: Question, { mostMicroUsd, expectedMicroUsd, first }: PreparedQuestion): Promise<number | undefined> {
  if (values.budget !== undefined) return microUsdOf(values.budget);
  if (mostMicroUsd === undefined || mostMicroUsd < consentFromMicroUsd || first === undefined) return consentFromMicroUsd;
  say(`${modelKey(first.id)} would be asked: about ${dollars(expectedMicroUsd ?? mostMicroUsd)}, at most ${dollars(mostMicroUsd)}.`);
  const terminal = process.stdin.isTTY && !isPiped && !values.json ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  try {
    return await agreedLimit({ budget: undefined, yes: values.yes }, mostMicroUsd, terminal);
  } finally {
    terminal?.close();
  }
}

interface Answering {
  readonly parts: ChatParts;
  readonly models: OpenedModels;
  readonly json: boolean;
  readonly withinMicroUsd: number;
}

async function answer(explained: Explained, { parts, models, json, withinMicroUsd }: Answering, signal: AbortSignal): Promise<ExitCode> {
  const stream = json ? undefined : new AnswerStream(process.stdout);
  const reader = new AbortController();
  // Whoever read the answer has gone, as `head` does: nothing more is paid for.
  const left = (): void => { reader.abort(); };
  process.stdout.on('error', left);
  try {
    const answered = await answerQuestion(explained.prepared, {
      withinMicroUsd, signal: AbortSignal.any([signal, reader.signal]),
      ...(stream === undefined ? {} : { onText: (text: string, attempt: number) => { stream.hear(text, attempt); } }),
    }, parts);
    if (!reader.signal.aborted) stream?.end(answered.text);
    const failure = failureOf(answered.result, explained.prepared, (provider) => models.providers.label(provider));
    if (json) printJson(failure === undefined ? answerJson(explained, answered) : failureJson(explained, answered, failure));
    if (failure === undefined) sayAnswer(explained.prepared, answered);
    else sayFailure(explained.prepared, answered, failure);
    return failure === undefined ? 0 : 1;
  } finally {
    process.stdout.off('error', left);
  }
}

/** What a person should know while they wait. */
function tellEvent(event: GatewayEvent): void {
  if (event.kind === 'call.switched') {
    const { from, to, reason, differenceMicroUsd: difference } = event.switch;
    const price = difference === undefined || difference === 0 ? '' : `, at most ${dollars(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`;
    say(paint('yellow', `${modelKey(from)}: ${reason}; ${modelKey(to)} is asked${price}.`));
  } else if (event.kind === 'call.waiting') {
    say(paint('dim', `Waiting ${(event.waitMs / 1000).toFixed(0)} s for ${modelKey(event.model)}: ${event.reason}.`));
  }
}
