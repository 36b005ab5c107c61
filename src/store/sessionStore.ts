import type { Json } from '../base/json.ts';
import type { SessionMessage, SessionRecord, SessionRepository } from '../llm/records/sessions.ts';
import type { Database, TablesTransaction } from './database.ts';
import { preparedRows } from './prepared.ts';
import { withoutNulls } from './rows.ts';
import type { SessionMessageRow, SessionRow } from './schema.ts';

/** Conversations and what was said in them, over the tables. */
export function sessionStore(database: Database): SessionRepository {
  return {
    async find(id) {
      const row = await database.read((tables) => tables.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst());
      return row === undefined ? undefined : sessionOf(row);
    },
    save: (session) => database.write((tables) => saveRow(tables, session)),
    say: (session, messages) => database.write(async (tables) => {
      // The session's row is locked by this: whoever says something in the same session at the same time comes after it.
      await saveRow(tables, session);
      const last = await lastSeq(tables, session.id);
      await sayRows(tables, messages.map((message, index) => rowOfMessage(session.id, { ...message, seq: last + 1 + index })));
      return last + messages.length;
    }),
    async said(id, afterSeq, limit = 1000) {
      const rows = await database.read((tables) => tables.selectFrom('session_messages').selectAll().where('session', '=', id).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute());
      return rows.map(messageOf);
    },
    async recent(workspace, limit) {
      const rows = await database.read((tables) => tables.selectFrom('sessions').selectAll().where('workspace', '=', workspace)
        .orderBy('updated_at', 'desc').orderBy('id').limit(limit).execute());
      return rows.map(sessionOf);
    },
    remove: async (id) => (await database.write((tables) => removeAll(tables, [id]))) > 0,
    forgetBefore: (at) => database.write(async (tables) => {
      const old = await tables.selectFrom('sessions').select('id').where('updated_at', '<', at).execute();
      return await removeAll(tables, old.map(({ id }) => id));
    }),
    // In one transaction: a conversation that somebody takes up meanwhile is none of those used longest ago.
    prune: (bounds) => database.write(async (tables) => removeAll(tables, await sessionsOver(tables, bounds))),
  };
}

async function saveRow(tables: TablesTransaction, session: SessionRecord): Promise<void> {
  const { id, ...columns } = rowOf(session);
  await tables.insertInto('sessions').values({ id, ...columns }).onConflict((conflict) => conflict.column('id').doUpdateSet(columns)).execute();
}

async function lastSeq(tables: TablesTransaction, session: string): Promise<number> {
  const row = await tables.selectFrom('session_messages').select('seq').where('session', '=', session).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Databases bound the number of parameters of a statement. */
const idsAtOnce = 1000;

async function removeAll(tables: TablesTransaction, ids: readonly string[]): Promise<number> {
  let removed = 0;
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    const some = ids.slice(start, start + idsAtOnce);
    await tables.deleteFrom('session_messages').where('session', 'in', some).execute();
    removed += (await tables.deleteFrom('sessions').where('id', 'in', some).returning('id').execute()).length;
  }
  return removed;
}

/** The sessions that were used longest ago, as many as are over the bounds. */
async function sessionsOver(tables: TablesTransaction, { maxSessions, maxMessages }: Parameters<SessionRepository['prune']>[0]): Promise<readonly string[]> {
  const sessions = await tables.selectFrom('sessions').select('id').orderBy('updated_at', 'desc').orderBy('id').execute();
  const counts = await tables.selectFrom('session_messages').select(['session', ({ fn }) => fn.countAll<number>().as('messages')]).groupBy('session').execute();
  const messagesOf = new Map(counts.map(({ session, messages }) => [session, messages]));
  let kept = 0;
  return sessions.filter(({ id }, index) => {
    kept += messagesOf.get(id) ?? 0;
    return index >= maxSessions || kept > maxMessages;
  }).map(({ id }) => id);
}

const sayRows = preparedRows<SessionMessageRow>((tables, rows) => tables.insertInto('session_messages').values(rows.map((given) => ({
  session: given('session'), seq: given('seq'), at: given('at'), role: given('role'), text: given('text'), provider: given('provider'), model: given('model'),
}))));

function rowOf(session: SessionRecord): SessionRow {
  return {
    id: session.id, workspace: session.workspace, provider: session.model?.provider ?? null, model: session.model?.model ?? null,
    topic: session.topic ?? null, updated_at: session.updatedAt, data: JSON.stringify(session.data),
  };
}

function sessionOf(row: SessionRow): SessionRecord {
  const { provider, model } = row;
  return {
    id: row.id, workspace: row.workspace, ...(provider === null || model === null ? {} : { model: { provider, model } }),
    ...withoutNulls({ topic: row.topic }), updatedAt: row.updated_at, data: JSON.parse(row.data) as Json,
  };
}

function rowOfMessage(session: string, { seq, at, role, text, model }: SessionMessage): SessionMessageRow {
  return { session, seq, at, role, text, provider: model?.provider ?? null, model: model?.model ?? null };
}

function messageOf({ seq, at, role, text, provider, model }: SessionMessageRow): SessionMessage {
  return { seq, at, role: role === 'user' ? 'user' : 'assistant', text, ...(provider === null || model === null ? {} : { model: { provider, model } }) };
}
