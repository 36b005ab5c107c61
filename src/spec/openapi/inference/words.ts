import { sentenceCase } from '../../../base/names.ts';
import type { WordsImplementation } from '../../../ir/endpoint.ts';
import type { EndpointDraft } from '../lowerOperation.ts';
import { isJson } from '../lowerOperation.ts';

/** An operation that has no deterministic implementation: what it should do in the document's words, and why. */
export function wordsFor(draft: EndpointDraft, reason: string, entity?: string, words?: string): WordsImplementation {
  return {
    kind: 'words',
    text: words ?? textOf(draft),
    reason,
    category: categoryOf(draft),
    ...(entity === undefined ? {} : { entity }),
  };
}

const reasons: Readonly<Record<WordsImplementation['category'], string>> = {
  upload: 'the request carries files, and nothing says what becomes of them',
  download: 'the answer is a file, and nothing says where it comes from',
  search: 'nothing says how the search matches and orders',
  bulk: 'it changes many things at once, and nothing says how',
  action: 'it is an action, and nothing says what it changes',
  other: 'it is none of list, create, read, replace, update and delete of a collection whose rows the document shows',
};

/** Why an operation that does not even look like CRUD is words. */
export function usualReason(draft: EndpointDraft): string {
  return reasons[categoryOf(draft)];
}

function textOf({ summary, description, operationId }: EndpointDraft): string {
  const parts = [summary, description].map((part) => part?.trim() ?? '').filter((part) => part !== '');
  const distinct = parts.filter((part, index) => parts.indexOf(part) === index);
  return distinct.length === 0 ? `${sentenceCase(operationId)}.` : distinct.join('\n\n');
}

const searchParameters = /^(q|query|search|search_?term|keywords?|text|filter)$/i;

function categoryOf(draft: EndpointDraft): WordsImplementation['category'] {
  const last = draft.path.split('/').at(-1) ?? '';
  const bodies = draft.requestBody?.contents ?? [];
  if (bodies.length > 0 && bodies.every(({ mediaType, schema }) => mediaType.startsWith('multipart/') || schema?.kind === 'binary' || /^(image|video|audio)\/|octet-stream|zip|pdf/.test(mediaType))) return 'upload';
  const success = draft.responses.find(({ status }) => status === draft.successStatus);
  const given = success?.contents ?? [];
  if (given.length > 0 && given.every(({ mediaType, schema }) => !isJson(mediaType) && (schema?.kind === 'binary' || !/^text\/|xml|form/.test(mediaType)))) return 'download';
  if (/(^|[-_:.])(search|find|query|lookup|suggest|autocomplete)s?($|[-_:.])/i.test(last) || (draft.method === 'GET' && draft.parameters.some(({ name }) => searchParameters.test(name)))) return 'search';
  if (/(bulk|batch|import)/i.test(last) || /^(bulk|batch|import)/i.test(draft.operationId) || (draft.method !== 'GET' && bodies.some(({ schema }) => schema?.kind === 'array'))) return 'bulk';
  return draft.method === 'POST' || draft.method === 'PUT' || draft.method === 'PATCH' ? 'action' : 'other';
}
