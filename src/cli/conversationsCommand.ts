import { writeFileSync } from 'node:fs';
import { conversationPage, minuteOf } from '../llm/chat/conversationPage.ts';
import { conversationId, type ConversationSummary, type KeptConversation, listConversations, readConversation } from '../llm/chat/keptConversation.ts';
import { modelKey } from '../llm/models/modelInfo.ts';
import type { Store } from '../llm/records/store.ts';
import { workspaceId } from '../node/workspaceId.ts';
import { shownIn } from './answerStream.ts';
import { parseCommandLine } from './arguments.ts';
import { count, type ExitCode, paint, printJson, say, UsageError } from './terminal.ts';
import { hasStore, withStore } from './withStore.ts';

const usage = 'Say "devmatrix conversations" to see those of this folder, "devmatrix conversations show NAME", "devmatrix conversations export NAME --out FILE" or "devmatrix conversations delete NAME".';
/** More are not kept. */
const mostConversations = 500;
const shownNameLength = 40;

/** `devmatrix conversations`: lists, shows, exports and deletes what was asked and answered in this folder. */
export async function conversationsCommand(args: readonly string[]): Promise<ExitCode> {
  const { positionals: [action = 'list', name, ...more], values: { out, json } } = parseCommandLine(args, { out: { type: 'string' }, json: { type: 'boolean', default: false } });
  if (more.length > 0 || (action === 'list') !== (name === undefined) || (action === 'export') !== (out !== undefined)) throw new UsageError(usage);
  const workspace = workspaceId(process.cwd());
  if (name === undefined) return hasStore() ? withStore(async ({ sessions }) => list(await listConversations(workspace, mostConversations, sessions), json ? 'json' : 'text')) : list([], json ? 'json' : 'text');
  if (!['show', 'export', 'delete'].includes(action)) throw new UsageError(usage);
  if (!hasStore()) return unknown(name);
  return withStore(async (store) => {
    if (action === 'delete') return remove(name, workspace, store, json ? 'json' : 'text');
    const kept = await readConversation(workspace, name, store.sessions);
    if (kept === undefined) return unknown(name);
    return out === undefined ? show(kept, json ? 'json' : 'text') : exportTo(out, kept, json ? 'json' : 'text');
  });
}

function list(conversations: readonly ConversationSummary[], form: 'json' | 'text'): ExitCode {
  if (form === 'json') {
    printJson({ conversations: conversations.map(jsonOf) });
    return 0;
  }
  if (conversations.length === 0) say('There is no conversation of this folder yet. Begin one with: devmatrix ask "..."');
  const width = Math.min(shownNameLength, Math.max(0, ...conversations.map(({ name }) => name.length)));
  for (const { name, title, turns, model, usedAt } of conversations) {
    process.stdout.write(`${name.padEnd(width)}  ${minuteOf(usedAt)}  ${count(turns, 'turn').padStart(9)}  ${model ?? ''}  ${shownIn(process.stdout, title)}\n`);
  }
  return 0;
}

function jsonOf({ name, title, turns, model, usedAt }: ConversationSummary): Readonly<Record<string, unknown>> {
  return { name, title, turns, model: model ?? null, usedAt: new Date(usedAt).toISOString() };
}

function wholeJson(kept: KeptConversation): Readonly<Record<string, unknown>> {
  return { ...jsonOf(kept), messages: kept.messages.map(({ at, role, text, model }) => ({ at: new Date(at).toISOString(), role, text, ...(model === undefined ? {} : { model: modelKey(model) }) })) };
}

function show(kept: KeptConversation, form: 'json' | 'text'): ExitCode {
  if (form === 'json') printJson(wholeJson(kept));
  else process.stdout.write(shownIn(process.stdout, conversationPage(kept)));
  return 0;
}

/** Nothing that is there is written over. */
function exportTo(file: string, kept: KeptConversation, form: 'json' | 'text'): ExitCode {
  try {
    writeFileSync(file, form === 'json' ? `${JSON.stringify(wholeJson(kept), null, 2)}\n` : conversationPage(kept), { flag: 'wx' });
  } catch (error) {
    say(paint('red', error instanceof Error && 'code' in error && error.code === 'EEXIST' ? `${file} is there already. Choose another file.` : `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`));
    return 1;
  }
  say(`${paint('green', '✔')} ${file}`);
  if (form === 'json') printJson({ name: kept.name, file, messages: kept.messages.length });
  return 0;
}

async function remove(name: string, workspace: string, { sessions }: Store, form: 'json' | 'text'): Promise<ExitCode> {
  const removed = await sessions.remove(conversationId(workspace, name));
  if (!removed) return unknown(name);
  say(`The conversation "${name}" is removed.`);
  if (form === 'json') printJson({ name, removed });
  return 0;
}

function unknown(name: string): ExitCode {
  say(paint('yellow', `There is no conversation "${name}" of this folder. "devmatrix conversations" lists those that there are.`));
  return 1;
}
