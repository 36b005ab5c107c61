import type { SessionMessage } from '../records/sessions.ts';
import type { KeptConversation } from './keptConversation.ts';

/** A conversation as Markdown: who said what and when, in UTC. Texts stand as they were said. */
export function conversationPage({ title, messages }: Pick<KeptConversation, 'title' | 'messages'>): string {
  return [`# ${title}\n`, ...messages.map((message) => `## ${speakerOf(message)}, ${minuteOf(message.at)}\n\n${message.text.trimEnd()}\n`)].join('\n');
}

function speakerOf({ role, model }: Pick<SessionMessage, 'role' | 'model'>): string {
  if (role === 'user') return 'You';
  return model === undefined ? 'Model' : `${model.provider}/${model.model}`;
}

/** `2026-11-22 05:30 UTC`. */
export function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
