import assert from 'node:assert/strict';
import { classify, messageOf } from './classification.ts';
import type { ToldError } from './classification.ts';

const kindOf = (error: ToldError): string => {
  const { kind, cause } = classify(error);
  return cause === undefined ? kind : `${kind}/${cause}`;
};

it('a code counts before a status: a used up quota is no rate limit, a filter no bad request', () => {
  assert.equal(kindOf({ status: 429, body: { message: 'x', code: 'insufficient_quota' } }), 'unauthorised/credit');
  assert.equal(kindOf({ status: 429, body: { message: 'x', code: null, type: 'tokens' } }), 'rateLimited');
  assert.equal(kindOf({ status: 400, body: { message: 'x', code: 'content_filter' } }), 'refused/policy');
  assert.equal(kindOf({ status: 400, body: { message: 'x', code: 'context_length_exceeded', type: 'invalid_request_error' } }), 'tooLarge');
});

it('an event without a status is known by its type', () => {
  assert.equal(kindOf({ body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } }), 'overloaded/server');
  assert.equal(kindOf({ body: { type: 'error', error: { type: 'invalid_request_error', message: 'x' } } }), 'unknown/badRequest');
  assert.equal(kindOf({ body: { code: 502, message: 'Provider returned error' } }), 'overloaded/server');
  assert.equal(kindOf({ body: { code: 402, message: 'Insufficient credits' } }), 'unauthorised/credit');
});

it('errors of Google come in a list, with a status in words and a reason in their details', () => {
  assert.equal(kindOf({ status: 429, body: [{ error: { code: 429, message: 'x', status: 'RESOURCE_EXHAUSTED' } }] }), 'rateLimited');
  assert.equal(kindOf({ status: 400, body: [{ error: { code: 400, message: 'x', status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] } }] }), 'unauthorised/key');
});

it('nothing is ever decided by a message', () => {
  const told = ['prompt is too long', 'rate limit', 'overloaded', 'invalid api key'].map((message) => kindOf({ status: 400, body: { error: { type: 'invalid_request_error', message } } }));
  assert.deepEqual(new Set(told), new Set(['unknown/badRequest']));
});

it('a web page with an error status is no word of the provider', () => {
  const headers = new Headers({ 'content-type': 'text/html' });
  assert.equal(kindOf({ status: 403, headers, body: undefined }), 'badOutput/html');
  assert.equal(kindOf({ status: 502, headers, body: undefined }), 'overloaded/server');
});

it('every status has a meaning', () => {
  const meanings = Object.fromEntries([400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 498, 500, 503, 529].map((status) => [status, kindOf({ status, body: undefined })]));
  assert.deepEqual(meanings, {
    400: 'unknown/badRequest', 401: 'unauthorised/key', 402: 'unauthorised/credit', 403: 'unauthorised/permission', 404: 'unknown/notFound', 408: 'overloaded/timeout',
    409: 'unknown/badRequest', 413: 'tooLarge', 418: 'unknown/badRequest', 422: 'unknown/badRequest', 429: 'rateLimited', 498: 'overloaded/server',
    500: 'overloaded/server', 503: 'overloaded/server', 529: 'overloaded/server',
  });
});

it('what the provider said is worded with status and code', () => {
  assert.equal(messageOf({ status: 404, body: { error: { code: 'model_not_found', message: 'No such model.' } } }), '404 model_not_found No such model.');
  assert.equal(messageOf({ status: 500, body: 'plain text' }), '500 plain text');
  assert.equal(messageOf({ status: 400, body: { error: 'Unexpected endpoint' } }), '400 Unexpected endpoint');
});
