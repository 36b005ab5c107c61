import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { AnswerCache, CacheHit, CacheMiss } from '../gateway/parts.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import type { ModelCall } from '../modelCall.ts';
import type { ModelAnswer } from '../outcome.ts';
import type { TimePort } from '../ports.ts';
import type { CachedAnswer, CachedAnswerRepository } from '../records/cachedAnswers.ts';
import { canonicalCall, digestedParts, questionOf } from './requestKey.ts';
import { Flights } from './flights.ts';
import type { QuestionMatcher } from './questionMatcher.ts';

export interface AnswerCacheSettings {
  /** How long an answer is kept; an hour by default. */
  readonly keepMs: number;
  /** 1,000 by default. */
  readonly maxEntries: number;
  /** Finds answers to much alike questions; undefined (the default) is off. Only conversations are asked of it, never units of an app. */
  readonly similar?: QuestionMatcher;
}

export const answerCacheDefaults: AnswerCacheSettings = { keepMs: 3_600_000, maxEntries: 1000 };

export interface AnswerCacheOptions {
  readonly answers: CachedAnswerRepository;
  readonly time: TimePort;
  readonly sha256: (text: string) => string;
  /** Asked for each call, so that a changed setting holds at once. */
  readonly settings?: () => AnswerCacheSettings;
}

/** Recent questions of a family that a new one is compared with. */
const comparedQuestions = 50;

/** Whole answers by the exact call, over a store that survives restarts. Equal calls at the same time are made once. */
export function answerCache({ answers, time, sha256, settings = () => answerCacheDefaults }: AnswerCacheOptions): AnswerCache {
  const flights = new Flights();
  const partKey = digestedParts(sha256);

  const stored = async (key: string): Promise<CacheHit | undefined> => {
    const found = await answers.find(key, time.now());
    return found === undefined ? undefined : hitOf('exact', found);
  };
  const similar = async (call: ModelCall, request: ModelRequest): Promise<CacheHit | undefined> => {
    const matcher = settings().similar;
    const asked = matcher === undefined || request.wish?.session === undefined ? undefined : questionOf(call, partKey);
    if (matcher === undefined || asked === undefined) return undefined;
    const known = await answers.family(sha256(asked.family), time.now(), comparedQuestions);
    const found = matcher.best(asked.question, known, ({ similarity }) => similarity?.question ?? '');
    return found === undefined ? undefined : { ...hitOf('similar', found), ...(found.similarity === undefined ? {} : { similarTo: found.similarity.question }) };
  };
  const keep = async (key: string, call: ModelCall, request: ModelRequest, { text, usage }: ModelAnswer, microUsd: number | undefined): Promise<void> => {
    const { keepMs, maxEntries, similar: matcher } = settings();
    const asked = matcher === undefined || request.wish?.session === undefined ? undefined : questionOf(call, partKey);
    const now = time.now();
    await answers.keep({
      key, model: call.model, text, usage, ...(microUsd === undefined ? {} : { microUsd }), createdAt: now, expiresAt: now + keepMs,
      ...(asked === undefined ? {} : { similarity: { family: sha256(asked.family), question: asked.question } }),
    }, { maxEntries });
  };

  return {
    async find(call: ModelCall, request: ModelRequest, signal: CancelSignal): Promise<CacheHit | CacheMiss> {
      if (request.cache === 'off') return freeMiss;
      const key = sha256(canonicalCall(call, partKey));
      const isRead = request.cache !== 'refresh';
      const flight = await flights.join(key, request, isRead, signal);
      if (flight.kind !== 'leads') return flight.kind === 'landed' ? flight.hit : freeMiss;
      const hit = isRead ? await (stored(key).then((found) => found ?? similar(call, request))).catch(() => undefined) : undefined;
      if (hit !== undefined) {
        flight.land(hit);
        return hit;
      }
      return {
        kind: 'miss',
        abandon: () => { flight.land(undefined); },
        keep: async (answer, microUsd) => {
          flight.land({ ...hitOf('joined', answer), ...(microUsd === undefined ? {} : { savedMicroUsd: microUsd }) });
          await keep(key, call, request, answer, microUsd).catch(() => undefined);
        },
      };
    },
  };
}

/** A miss that nobody waits for. */
const freeMiss: CacheMiss = { kind: 'miss', abandon: () => undefined, keep: () => Promise.resolve() };

function hitOf(match: CacheHit['match'], { text, usage, microUsd }: Pick<CachedAnswer, 'text' | 'usage' | 'microUsd'>): CacheHit {
  return { kind: 'hit', match, answer: { kind: 'ok', text, usage, timing: { totalMs: 0 } }, ...(microUsd === undefined ? {} : { savedMicroUsd: microUsd }) };
}
