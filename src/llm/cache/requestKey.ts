import type { Json } from '../../base/json.ts';
import { recentMemo } from '../../base/recentMemo.ts';
import type { ModelCall, PromptPart } from '../modelCall.ts';

/** Changes whenever the canonical form does, so that old answers are not found by keys of another form. */
const form = 2;

/** What stands for a part of a prompt in the canonical form. */
export type PartKey = (part: PromptPart) => Json;

/**
 * Everything of a call that an answer depends on, as one text: the same for calls that differ only in what is not sent (limits, marks of
 * stable parts, who listens) or in the order of fields. The cache's key is its SHA-256.
 */
export function canonicalCall(call: ModelCall, partKey: PartKey = ({ text }) => text): string {
  // In the order of the names, as `canonicalJson` has them.
  return JSON.stringify({
    answerSchema: call.answerSchema === undefined ? null : [call.answerSchema.name, canonicalJson(call.answerSchema.schema as Json)],
    effort: call.effort ?? null,
    form,
    maxOutputTokens: call.maxOutputTokens,
    messages: call.messages.map(({ role, parts }) => [role, ...parts.map(partKey)]),
    model: [call.model.provider, call.model.model],
    system: call.system.map(partKey),
    temperature: call.temperature ?? null,
  });
}

/** From which length on a text stands by its digest; of how many texts digests are remembered at least, and of texts up to which length. */
const digested = { fromLength: 256, texts: 64, mostLength: 262_144 };

/**
 * Long texts by their SHA-256, in a list of their own so that no text looks like one: to write them into one text first takes longer than all the rest of a key. The parts that many
 * calls share (those marked stable) are hashed once.
 */
export function digestedParts(sha256: (text: string) => string): PartKey {
  const shared = recentMemo(sha256, digested);
  return ({ text, stable }) => {
    if (text.length < digested.fromLength) return text;
    return [stable ? shared(text) : sha256(text)];
  };
}

/** The call without the text of its last message, which is the question; undefined when that is no plain question of the user. */
export function questionOf(call: ModelCall, partKey?: PartKey): { readonly question: string; readonly family: string } | undefined {
  const last = call.messages.at(-1);
  if (last?.role !== 'user' || call.answerSchema !== undefined) return undefined;
  const family = canonicalCall({ ...call, messages: [...call.messages.slice(0, -1), { role: 'user', parts: [] }] }, partKey);
  return { question: last.parts.map(({ text }) => text).join('\n'), family };
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
