import type { Json } from '../../base/json.ts';
import type { ModelCall } from '../modelCall.ts';

/** Changes whenever the canonical form does, so that old answers are not found by keys of another form. */
const form = 1;

/**
 * Everything of a call that an answer depends on, as one text: the same for calls that differ only in what is not sent (limits, marks of
 * stable parts, who listens) or in the order of fields. The cache's key is its SHA-256.
 */
export function canonicalCall(call: ModelCall): string {
  return canonicalJson(contentOf(call));
}

/** The call without the text of its last message, which is the question; undefined when that is no plain question of the user. */
export function questionOf(call: ModelCall): { readonly question: string; readonly family: string } | undefined {
  const last = call.messages.at(-1);
  if (last?.role !== 'user' || call.answerSchema !== undefined) return undefined;
  const family = canonicalCall({ ...call, messages: [...call.messages.slice(0, -1), { role: 'user', parts: [] }] });
  return { question: last.parts.map(({ text }) => text).join('\n'), family };
}

function contentOf(call: ModelCall): Json {
  return {
    form,
    model: [call.model.provider, call.model.model],
    system: call.system.map(({ text }) => text),
    messages: call.messages.map(({ role, parts }) => [role, ...parts.map(({ text }) => text)]),
    maxOutputTokens: call.maxOutputTokens,
    temperature: call.temperature ?? null,
    effort: call.effort ?? null,
    answerSchema: call.answerSchema === undefined ? null : [call.answerSchema.name, call.answerSchema.schema as Json],
  };
}

/** JSON with the keys of all objects in the order of their code units, without spaces. */
function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value).sort().flatMap((key) => (value[key] === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(value[key])}`]));
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
