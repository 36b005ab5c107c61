import assert from 'node:assert/strict';
import type { FailureCause, FailureKind } from './outcome.ts';
import { outcomeWords } from './outcomeWords.ts';

const called = { provider: 'Anthropic', model: 'claude-haiku-5-5' };
const kinds: readonly FailureKind[] = ['cancelled', 'rateLimited', 'overloaded', 'tooLarge', 'refused', 'badOutput', 'truncated', 'unauthorised', 'offline', 'budget', 'unknown'];
const causes: readonly (FailureCause | undefined)[] = [
  undefined, 'outputLimit', 'streamCut', 'timeout', 'connection', 'notFound', 'badRequest', 'credit', 'key', 'permission', 'html', 'empty', 'malformed', 'server', 'policy', 'localLimit',
];

it('every failure names its provider or model, and says what to do next, in whole sentences', () => {
  for (const kind of kinds) {
    for (const cause of causes) {
      const { what, next } = outcomeWords({ kind, detail: 'x', ...(cause === undefined ? {} : { cause }) }, called);
      assert.ok(what.includes('Anthropic') || what.includes('claude-haiku-5-5'), `${kind}/${cause}: ${what}`);
      for (const text of [what, next]) assert.match(text, /^[A-Zc].*\.$/s, `${kind}/${cause}`);
    }
  }
});

it('the wait that a provider asks for is told in seconds or minutes', () => {
  assert.match(outcomeWords({ kind: 'rateLimited', detail: '', retryAfterMs: 350 }, called).next, /in 1 s\./);
  assert.match(outcomeWords({ kind: 'overloaded', detail: '', retryAfterMs: 61_000 }, called).next, /in 61 s\./);
  assert.match(outcomeWords({ kind: 'rateLimited', detail: '', retryAfterMs: 3_600_000 }, called).next, /in 60 minutes\./);
});

it('a missing credit, a wrong key and a forbidden model are told apart', () => {
  const words = (['credit', 'key', 'permission'] as const).map((cause) => outcomeWords({ kind: 'unauthorised', cause, detail: '' }, called).what);
  assert.equal(new Set(words).size, 3);
});

it('what the provider said is quoted only where nothing else is known', () => {
  assert.ok(outcomeWords({ kind: 'unknown', cause: 'badRequest', status: 400, detail: 'messages: empty.' }, called).what.includes('(status 400): messages: empty.'));
  assert.ok(!outcomeWords({ kind: 'overloaded', detail: 'secret words' }, called).what.includes('secret words'));
});
