import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import type { ExplainedChoice } from '../../src/llm/chat/explainChoice.ts';
import type { TaskCategory } from '../../src/llm/records/ledger.ts';
import type { Store } from '../../src/llm/records/store.ts';
import { openSqliteStore } from '../../src/node/sqliteStore.ts';
import { fourModels } from '../provider-server/fourModels.ts';
import { startProviderServer } from '../provider-server/providerServer.ts';
import type { FakeModel, ProviderServer } from '../provider-server/types.ts';

const program = `
  const { main } = await import(${JSON.stringify(new URL('../../src/cli/main.ts', import.meta.url).href)});
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  process.exitCode = await main(process.argv.slice(1), controller.signal);
`;

interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Own {
  readonly stdin?: string;
  /** What it says on standard output when it is to be ended, as by Ctrl+C. */
  readonly until?: RegExp;
}

interface World {
  readonly server: ProviderServer;
  readonly folder: string;
  /** Runs a command as this process; `environment` in place of that of the world. */
  readonly run: (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Said>;
  readonly ask: (...args: readonly string[]) => Promise<Said>;
  readonly json: (...args: readonly string[]) => Promise<Record<string, unknown>>;
  /** Runs a command as a process of its own. */
  readonly runAlone: (args: readonly string[], own: Own) => Promise<Said>;
  /** All that the store holds, as it lies on the disk. */
  readonly kept: () => string;
}

/** Runs a command with that folder and environment, and hears what it says. */
async function runHere(args: readonly string[], { folder, environment }: { readonly folder: string; readonly environment: Readonly<Record<string, string>> }): Promise<Said> {
  const { env, stdin, stdout, stderr } = process;
  const before = { folder: process.cwd(), env, isTTY: stdin.isTTY, out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };
  const said = { stdout: '', stderr: '' };
  const hear = (name: keyof typeof said) => (text: string | Uint8Array): boolean => {
    said[name] += String(text);
    return true;
  };
  process.chdir(folder);
  process.env = { ...environment, NO_COLOR: '1' };
  // Nobody is there to answer.
  Object.assign(stdin, { isTTY: false });
  Object.assign(stdout, { write: hear('stdout') });
  Object.assign(stderr, { write: hear('stderr') });
  try {
    return { status: await main(args, new AbortController().signal), ...said };
  } finally {
    Object.assign(stdin, { isTTY: before.isTTY });
    Object.assign(stdout, { write: before.out });
    Object.assign(stderr, { write: before.err });
    process.env = before.env;
    process.chdir(before.folder);
  }
}

function runProcess(args: readonly string[], { folder, environment, stdin, until }: Own & { readonly folder: string; readonly environment: Readonly<Record<string, string>> }): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', ...args], { cwd: folder, env: environment });
    let stdout = '';
    let stderr = '';
    let isEnded = false;
    child.stdout.on('data', (piece: Buffer) => {
      stdout += piece.toString();
      if (isEnded || until?.test(stdout) !== true) return;
      isEnded = true;
      child.kill('SIGINT');
    });
    child.stderr.on('data', (piece: Buffer) => { stderr += piece.toString(); });
    child.once('error', reject);
    child.once('close', (status) => { resolve({ status, stdout, stderr }); });
    child.stdin.end(stdin ?? '');
  });
}

/** A folder, a store and a provider of one's own, over real HTTP. */
async function inWorld(work: (world: World) => Promise<void>, models: readonly FakeModel[] = fourModels.map((model) => ({ ...model, latency: {} }))): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'devmatrix-ask-'));
  const server = await startProviderServer({ models, bills: true, keys: ['house-key-0123456789'] });
  const environment = { PATH: process.env['PATH'] ?? '', DEVMATRIX_DATA: folder, XDG_CACHE_HOME: join(folder, 'cache'), DEVMATRIX_HOUSE_BASE_URL: server.baseUrl.chat, DEVMATRIX_HOUSE_API_KEY: server.key };
  const run: World['run'] = (args, own = environment) => runHere(args, { folder, environment: own });
  const store = join(folder, 'devmatrix.sqlite');
  try {
    await work({
      server, folder, run,
      ask: (...args) => run(['ask', ...args]),
      json: async (...args) => JSON.parse((await run([...args, '--json'])).stdout) as Record<string, unknown>,
      runAlone: (args, own) => runProcess(args, { folder, environment, ...own }),
      kept: () => [store, `${store}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1')).join(''),
    });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function chats({ requests }: ProviderServer): readonly NonNullable<ProviderServer['requests'][number]['request']>[] {
  return requests.flatMap(({ path, request }) => (path.endsWith('/chat/completions') && request !== undefined ? [request] : []));
}

it('answers on standard output, and tells on standard error who it was, what it cost and how to go on', () => inWorld(async ({ server, ask }) => {
  server.use({ user: 'mutex', answer: 'A lock.' });
  const { status, stdout, stderr } = await ask('What is a mutex?', '--model', 'fake-coder');
  assert.deepEqual([status, stdout], [0, 'A lock.\n'], stderr);
  assert.match(stderr, /^house\/fake-coder, \$0\.0\d+\. To go on: devmatrix ask --conversation "what-is-a-mutex" "\.\.\."\n$/);
}));

it('asks providers for their models once an hour, and when a model is wanted that they did not tell of', () => inWorld(async ({ server, ask, run }) => {
  const lists = (): number => server.requests.filter(({ path }) => path.endsWith('/models')).length;
  assert.equal((await ask('What is a mutex?', '--model', 'fake-coder')).status, 0);
  assert.equal((await ask('What is a semaphore?')).status, 0);
  assert.equal(lists(), 1);
  const unknown = await ask('What is a mutex?', '--model', 'fake-newest');
  assert.match(unknown.stderr, /No configured provider has a model fake-newest/);
  assert.equal(lists(), 2);
  await run(['models']);
  assert.equal(lists(), 3);
}));

it('goes on with a conversation, and sends what was said in it', () => inWorld(async ({ server, json }) => {
  server.use({ user: 'mutex', answer: 'A lock.' });
  const first = await json('ask', 'What is a mutex?', '--conversation', 'locks');
  const second = await json('ask', 'and how is it released?', '--conversation', 'locks', '--explain');
  assert.deepEqual([first['turn'], second['turn'], second['conversation'], second['model']], [1, 2, 'locks', first['model']]);
  const { topic, stayWith } = second['decision'] as { readonly topic: { readonly kind: string }; readonly stayWith: string };
  assert.deepEqual([topic.kind, stayWith], ['continues', first['model']]);
  assert.deepEqual(chats(server)[1]?.messages.map(({ role, text }) => [role, text]).slice(-3), [['user', 'What is a mutex?'], ['assistant', 'A lock.'], ['user', 'and how is it released?']]);
  const { conversations } = await json('conversations') as { readonly conversations: readonly { readonly name: string; readonly title: string; readonly turns: number }[] };
  assert.deepEqual(conversations.map(({ name, title, turns }) => [name, title, turns]), [['locks', 'What is a mutex?', 2]]);
}));

it('reads the question, or what it is about, from standard input', () => inWorld(async ({ server, runAlone }) => {
  assert.equal((await runAlone(['ask', '-'], { stdin: 'What is a mutex?\n' })).stdout, 'You said: What is a mutex?\n');
  await runAlone(['ask', 'What is wrong here?', '-'], { stdin: 'TypeError: x is undefined\n' });
  assert.equal(chats(server)[1]?.user, 'What is wrong here?\n\nTypeError: x is undefined');
}));

it('writes pieces while they arrive, and Ctrl+C ends it: what was used is in the ledger, and the conversation is as before', () => inWorld(async ({ server, runAlone, json }) => {
  server.use({ user: 'slowly', answer: { text: 'word '.repeat(500), pauseMs: 30 } });
  const { status, stdout, stderr } = await runAlone(['ask', 'Say it slowly', '--conversation', 'slow'], { until: /word word/ });
  assert.equal(status, 1, stderr);
  assert.ok(stdout.startsWith('word ') && stdout.length < 2_000 && stdout.endsWith('\n'));
  assert.match(stderr, /^Cancelled; what arrived is not kept\. It cost \$0\.0\d+\.$/m);
  const { total } = await json('costs') as { readonly total: { readonly calls: number; readonly underWay: number; readonly wastedMicroUsd: number } };
  assert.deepEqual([total.calls, total.underWay, total.wastedMicroUsd > 0], [1, 0, true]);
  assert.deepEqual(await json('conversations'), { conversations: [] });
}));

it('says why that model: category, topic, mood, prices, and what speaks against the others', () => inWorld(async ({ server, ask }) => {
  server.use({ answer: 'Done.' });
  const { stdout, stderr } = await ask('Write a TypeScript function that reverses a linked list', '--explain', '--model', 'fake-coder');
  assert.equal(stdout, 'Done.\n');
  assert.match(stderr, /^category: coding; the words say coding \(\d+ % sure, by /m);
  assert.match(stderr, /^topic: the conversation begins/m);
  assert.match(stderr, /^mood: calm/m);
  assert.match(stderr, /^choice: house\/fake-coder: you chose it\.$/m);
  assert.match(stderr, /^ {2}house\/fake-large: not measured, about \$0\.\d+; not among the models that were chosen$/m);
}));

it('a dry run tells model and price, and asks and keeps nothing', () => inWorld(async ({ server, json, ask }) => {
  const estimate = await json('ask', 'What is a mutex?', '--dry-run');
  assert.deepEqual([estimate['kind'], estimate['conversation'], (estimate['expectedUsd'] as number) < (estimate['mostUsd'] as number)], ['estimate', 'what-is-a-mutex', true]);
  assert.match((await ask('What is a mutex?', '--dry-run')).stderr, /house\/fake-\w+: about \$0\.\d+, at most \$0\.\d+\./);
  assert.deepEqual([chats(server), await json('conversations')], [[], { conversations: [] }]);
}));

it('a dear question needs consent, and a limit is kept', () => inWorld(async ({ server, ask, run }) => {
  const dear = await ask('word '.repeat(120_000), '--model', 'fake-large');
  assert.equal(dear.status, 1);
  assert.match(dear.stderr, /house\/fake-large would be asked: about \$0\.\d+, at most \$\d[.\d]+\.\nAgree to the price with --yes, or to a limit with --budget USD\.\nNothing was asked\.\n$/);
  const limited = await ask('What is a mutex?', '--model', 'fake-large', '--budget', '0.0001');
  assert.equal(limited.status, 1);
  assert.match(limited.stderr, /was not made: it could have cost more than the budget has left\. \(.*\$0\.0001 is left of what was agreed to\)/);
  assert.equal(chats(server).length, 0);
  assert.equal((await ask('What is a mutex?', '--model', 'fake-large', '--budget', '0.5')).status, 0);
  assert.match((await run(['budget'])).stdout, /There is no budget/);
}, fourModels.map((model) => ({ ...model, latency: {}, contextTokens: 1_000_000 }))));

it('keys in a question are neither sent nor kept', () => inWorld(async ({ server, ask, json, kept }) => {
  server.use({ answer: ({ user }) => user });
  const { stdout, stderr } = await ask('Why is sk-proj-Abc123Def456Ghi789Jkl refused, and house-key-0123456789 not?', '--similar');
  assert.equal(stdout, 'Why is [key] refused, and [key] not?\n');
  assert.match(stderr, /^2 things that look like keys were taken out of the question: neither sent nor kept\.$/m);
  assert.ok(!/Abc123Def456|house-key-0123456789/.test(kept()));
  assert.ok(!JSON.stringify(server.requests.map(({ request }) => request)).includes('Abc123Def456'));
  assert.equal((await json('ask', 'and now?', '--last'))['maskedKeys'], 0);
}));

it('takes the answer to a much alike question only when it is told to, says so, and asks afresh when it is told that', () => inWorld(async ({ server, ask, json }) => {
  const about = (said: Record<string, unknown>): unknown => said['reused'];
  assert.equal(about(await json('ask', 'Please explain what a mutex is.', '--similar')), null);
  assert.equal(about(await json('ask', 'could you explain what a mutex is')), null);
  assert.deepEqual(about(await json('ask', 'could you please explain what a mutex is?', '--similar')), { match: 'similar', question: 'Please explain what a mutex is.' });
  const { stdout, stderr } = await ask('kindly explain what a mutex is', '--similar');
  assert.match(stderr, /^This answer was given before, to the much alike question "Please explain what a mutex is\."\. To ask afresh: --fresh$/m);
  assert.match(stdout, /Please explain/);
  assert.equal(chats(server).length, 2);
  assert.equal(about(await json('ask', 'kindly explain what a mutex is', '--similar', '--fresh')), null);
  assert.equal(chats(server).length, 3);
}));

it('cuts a conversation that has no room any more, keeps the first and the last of it, and says so', () => inWorld(async ({ server, ask, run }) => {
  server.use({ answer: 'Noted.' });
  for (const [index, words] of ['the first thing', 'filler', 'more filler'].entries()) {
    const { status, stderr } = await ask(`${words}: ${`word${String(index)} `.repeat(index === 0 ? 20 : 2_000)}`, '--conversation', 'long');
    assert.equal(status, 0, stderr);
  }
  const { status, stderr } = await ask('and now?', '--conversation', 'long');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^2 messages of the conversation \(about [\d,]+ tokens\) have no room in the context of house\/small: the first and the last ones are sent\.$/m);
  const sent = chats(server).at(-1)?.messages.map(({ text }) => text.replaceAll(/(?:word\d )+/g, '')) ?? [];
  assert.match(sent.join('\n'), /the first thing[\s\S]*\[2 messages of this conversation/);
  assert.equal(sent.at(-1), 'and now?');
  const shown = await run(['conversations', 'show', 'long']);
  assert.equal(shown.stdout.match(/^## You/gm)?.length, 4);
}, [{ id: 'small', contextTokens: 8_000, maxOutputTokens: 2_000, price: { input: 1, output: 1 } }]));

it('an answer at its limit is shown and kept, is no success, and nobody else is paid for it', () => inWorld(async ({ server, ask, json, run }) => {
  server.use({ user: 'long', answer: 'word '.repeat(400) });
  const { status, stdout, stderr } = await ask('a long one', '--max-tokens', '100', '--conversation', 'cut');
  assert.deepEqual([status, stdout.trim().split(' ').length > 50], [1, true]);
  assert.match(stderr, /ended at its limit of tokens, so it is not whole\. What there is of it is kept: say "go on" with --conversation "cut"/);
  assert.equal(chats(server).length, 1);
  assert.match((await run(['conversations', 'show', 'cut'])).stdout, /word word/);
  const failed = await json('ask', 'a long one', '--max-tokens', '100', '--fresh');
  assert.deepEqual([failed['kind'], failed['outcome'], failed['cause'], failed['kept']], ['failed', 'truncated', 'outputLimit', true]);
}));

it('goes to another model when one is down, and says so', () => inWorld(async ({ server, ask, json }) => {
  const { model } = await json('ask', 'What is a mutex?', '--dry-run') as { readonly model: string };
  server.setFault('overloaded', model.slice('house/'.length));
  const { status, stdout, stderr } = await ask('What is a mutex?');
  assert.deepEqual([status, stdout], [0, 'You said: What is a mutex?\n'], stderr);
  assert.match(stderr, new RegExp(`^${model}: (?:overloaded.*|failed a moment ago); house/fake-\\w+ is asked, at most \\$0\\.\\d+ (?:more|less)\\.$`, 'm'));
}));

it('asks no model in place of another when it could cost more than was agreed to', () => inWorld(async ({ server, ask }) => {
  server.setFault('contentFilter', 'cheap');
  const { status, stderr } = await ask('What is a mutex?');
  assert.equal(status, 1);
  assert.match(stderr, /could have cost more .*\$0\.2\d+ is left of what was agreed to\) Raise the budget \(of this question: --budget USD\)/);
  assert.ok(chats(server).every(({ model }) => model === 'cheap'));
}, [{ id: 'cheap', latency: {}, contextTokens: 100_000, price: { input: 1, output: 1 } }, { id: 'dear', latency: {}, contextTokens: 100_000, price: { input: 1, output: 100 } }]));

it('sends a model whose context nobody knows no more of a conversation than such models take, and says so', () => inWorld(async ({ server, ask }) => {
  server.use({ answer: 'Noted.' });
  for (const words of ['the first thing', 'filler', 'more filler']) await ask(`${words}: ${'word '.repeat(words === 'filler' ? 30_000 : 10)}`, '--conversation', 'long');
  const { status, stderr } = await ask('and now?', '--conversation', 'long');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^\d messages? of the conversation \(about [\d,]+ tokens\) are left out, because nobody knows how much house\/unknown takes: the first and the last ones are sent\.$/m);
  assert.match(chats(server).at(-1)?.messages.map(({ text }) => text).join('\n') ?? '', /^(?![\s\S]*(?:word ){100})[\s\S]*the first thing[\s\S]*and now\?$/);
}, [{ id: 'unknown', latency: {}, price: { input: 0.01, output: 0.01 } }]));

it('an answer that breaks off begins anew in the open', () => inWorld(async ({ server, ask }) => {
  server.use({ answer: { text: 'one '.repeat(200), fault: 'endEarly' }, times: 1 });
  const { status, stdout } = await ask('Count');
  assert.equal(status, 0);
  assert.match(stdout, /^one[\s\S]*\n\n\[The answer above broke off; it begins anew\.\]\n\nYou said: Count\n$/);
}));

it('each way to fail is told with what to do, and leaves no conversation', () => inWorld(async ({ server, ask, run, json, folder }) => {
  const bare = { PATH: process.env['PATH'] ?? '', DEVMATRIX_DATA: folder };
  const none = await run(['ask', 'Hello'], bare);
  assert.deepEqual([none.status, none.stdout], [1, '']);
  assert.match(none.stderr, /No model is configured\. "devmatrix models" tells how\./);
  const wrong = await run(['ask', 'Hello'], { ...bare, DEVMATRIX_HOUSE_BASE_URL: server.baseUrl.chat, DEVMATRIX_HOUSE_API_KEY: 'wrong' });
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /house: its list of models cannot be had \(unauthorised\)[\s\S]*No configured provider tells its models/);
  server.setFault('contentFilter', 'only');
  const refused = await ask('Hello');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /declined to answer, or a filter of house held the answer back\. Say it in other words/);
  assert.equal((await json('ask', 'Hello'))['outcome'], 'refused');
  assert.deepEqual(await json('conversations'), { conversations: [] });
}, [{ id: 'only', contextTokens: 100_000 }]));

it('bad usage is one sentence and exit code 2', () => inWorld(async ({ ask, run }) => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['ask'], /What is the question\?/], [['ask', '  '], /nothing in the question/], [['ask', 'x', '--conversation', '../x'], /is no name/], [['ask', 'x', '--last', '--new'], /leave out --new/],
    [['ask', 'x', '--budget', 'much'], /no amount/], [['ask', 'x', '--max-tokens', '0'], /--max-tokens takes/], [['ask', 'x', '--model', 'gone'], /No configured provider has a model gone/],
    [['ask', 'x', '--last'], /no conversation of this folder yet/], [['conversations', 'export', 'x'], /Say "devmatrix conversations"/], [['conversations', 'rename', 'x'], /Say "devmatrix conversations"/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await run(args);
    assert.deepEqual([status, stdout, message.test(stderr)], [2, '', true], `${args.join(' ')}: ${stderr}`);
  }
  assert.equal((await ask('Hello', '--conversation', 'mine', '--new')).status, 0);
  assert.deepEqual([(await ask('Hello', '--conversation', 'mine', '--new')).status, (await run(['conversations', 'show', 'other'])).status], [2, 1]);
}));

it('conversations are shown, written to a file once, and removed', () => inWorld(async ({ ask, run, folder }) => {
  await ask('What is a mutex?', '--conversation', 'locks');
  assert.match((await run(['conversations'])).stdout, /^locks {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC +1 turn {2}house\/fake-\w+ {2}What is a mutex\?\n$/);
  const page = (await run(['conversations', 'show', 'locks'])).stdout;
  assert.match(page, /^# What is a mutex\?\n\n## You, .* UTC\n\nWhat is a mutex\?\n\n## house\/fake-\w+, .* UTC\n\nYou said: What is a mutex\?\n$/);
  assert.equal((await run(['conversations', 'export', 'locks', '--out', 'locks.md'])).status, 0);
  assert.equal(readFileSync(join(folder, 'locks.md'), 'utf8'), page);
  assert.match((await run(['conversations', 'export', 'locks', '--out', 'locks.md'])).stderr, /is there already/);
  assert.equal((await run(['ask', '--list'])).status, 0);
  assert.equal((await run(['conversations', 'delete', 'locks'])).status, 0);
  assert.equal((await run(['conversations', 'delete', 'locks'])).status, 1);
}));


/** What benchmarks found of the four models, by category; the others were not measured. */
const measured: Readonly<Record<string, Partial<Record<TaskCategory, number>>>> = {
  'fake-large': { coding: 1, empathy: 0.9 }, 'fake-coder': { coding: 1, empathy: 0.1 }, 'fake-friend': { coding: 0.2, empathy: 1 }, 'fake-small': { coding: 0.3, empathy: 0.3 },
};

/** Puts the results of a benchmark into the store, and whatever else. */
async function prepareStore(folder: string, more: (store: Store) => Promise<void> = () => Promise.resolve()): Promise<void> {
  const { store } = await openSqliteStore(join(folder, 'devmatrix.sqlite'));
  try {
    const at = Date.now();
    await store.benchmarks.saveRun({ id: 'b', startedAt: at, finishedAt: at, suite: 'test' });
    await store.benchmarks.addResults(Object.entries(measured).flatMap(([model, scores]) => (Object.entries(scores) as readonly (readonly [TaskCategory, number])[]).flatMap(([category, score]) => Array.from({ length: 8 }, (_, task) => (
      { run: 'b', at, model: { provider: 'house', model }, category, task: `${category} ${String(task)}`, score, outcome: 'ok', totalMs: 1 }
    )))));
    await more(store);
  } finally {
    await store.close();
  }
}

it('who is asked follows what was measured, the conversation, the mood and who is down', () => inWorld(async ({ json, folder }) => {
  await prepareStore(folder);
  const seen = async (...args: readonly string[]): Promise<unknown> => {
    const { model, category, decision } = await json('ask', ...args, '--explain') as { readonly model: string; readonly category: string; readonly decision: ExplainedChoice };
    return [model.slice('house/'.length), category, decision.topic.kind, decision.mood.isFrustrated];
  };
  const coding = 'Write a TypeScript function that reverses a linked list';
  assert.deepEqual(await seen(coding, '--conversation', 'c'), ['fake-coder', 'coding', 'start', false]);
  assert.deepEqual(await seen('and make it iterative', '--conversation', 'c'), ['fake-coder', 'coding', 'continues', false]);
  assert.deepEqual(await seen('It still does not work!! You are not listening, this is useless', '--conversation', 'c'), ['fake-large', 'coding', 'continues', true]);
  assert.deepEqual(await seen('My father died last week and I feel so lonely. How do I go on?'), ['fake-friend', 'empathy', 'start', false]);
  const now = Date.now();
  await prepareStore(folder, (store) => store.breakers.save({ provider: 'house', model: 'fake-coder', state: 'open', changedAt: now, retryAt: now + 60_000, reason: 'five failures' }));
  assert.deepEqual(await seen(coding), ['fake-large', 'coding', 'start', false]);
}));

it('where words do not tell whether a question goes on and the model depends on it, the cheapest is asked first; whatever it does not say, the words decide', () => inWorld(async ({ server, json, folder }) => {
  await prepareStore(folder);
  const ask = async (...args: readonly string[]): Promise<unknown> => {
    const { model, decision } = await json('ask', ...args, '--explain') as { readonly model: string; readonly decision: ExplainedChoice };
    return [model.slice('house/'.length), decision.topic.kind, decision.topic.why === 'a model was asked'];
  };
  for (const name of ['said', 'vague', 'down', 'words']) await ask('Write a TypeScript function that reverses a linked list', '--conversation', name);
  const before = chats(server).length;
  server.use({ user: 'Is the next message new or same?', answer: 'new' });
  assert.deepEqual(await ask('my mother is ill', '--conversation', 'said'), ['fake-friend', 'changes', true]);
  const [asked, answered] = chats(server).slice(before);
  assert.equal(asked?.model, 'fake-small');
  assert.match(asked.user, /<earlier>\nWrite a TypeScript function that reverses a linked list\n<\/earlier>\n<answer>\n[\s\S]*<next>\nmy mother is ill\n<\/next>/);
  assert.equal(answered?.model, 'fake-friend');
  assert.deepEqual(await ask('and no one helps', '--conversation', 'said', '--by-words'), ['fake-friend', 'continues', false]);

  server.use({ user: 'Is the next message new or same?', answer: 'That depends.' });
  assert.deepEqual(await ask('my sister is ill', '--conversation', 'vague'), ['fake-coder', 'continues', false]);
  server.setFault('overloaded', 'fake-small');
  assert.deepEqual(await ask('my father is ill', '--conversation', 'down'), ['fake-coder', 'continues', false]);
  const asks = chats(server).length;
  assert.deepEqual(await ask('my brother is ill', '--conversation', 'words', '--by-words'), ['fake-coder', 'continues', false]);
  assert.equal(chats(server).length, asks + 1);
}));

it('what the topic cost is part of what the answer cost', () => inWorld(async ({ server, json, folder }) => {
  await prepareStore(folder);
  const cost = async (...args: readonly string[]): Promise<number> => (await json('ask', ...args))['costUsd'] as number;
  server.use({ user: 'Is the next message new or same?', answer: 'same' });
  const all = await cost('Write a TypeScript function that reverses a linked list', '--conversation', 'c') + await cost('my mother is ill', '--conversation', 'c');
  const { total } = await json('costs') as { readonly total: { readonly calls: number; readonly spentMicroUsd: number } };
  assert.deepEqual([total.calls, Math.round(all * 1e6)], [3, total.spentMicroUsd]);
}));
