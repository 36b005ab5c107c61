import type { Gateway } from '../gateway/gateway.ts';
import type { Pricing } from '../gateway/parts.ts';
import type { ModelInfo } from '../models/modelInfo.ts';
import type { TimePort } from '../ports.ts';
import type { SessionRepository } from '../records/sessions.ts';
import type { ExplainingRouter } from '../router/router.ts';
import type { Conversations } from '../sessions/conversations.ts';
import type { CountedSizes } from '../tokens/callSizes.ts';

/** What questions of people are answered with. */
export interface ChatParts {
  readonly gateway: Pick<Gateway, 'ask'>;
  readonly router: Pick<ExplainingRouter, 'route'>;
  readonly conversations: Conversations;
  /** Where what was said is kept. */
  readonly sessions: Pick<SessionRepository, 'find' | 'said' | 'say' | 'recent'>;
  readonly sizes: Pick<CountedSizes, 'size' | 'textAtMost'>;
  readonly pricing: Pricing;
  /** The models that can be asked now. */
  readonly models: () => readonly ModelInfo[];
  /** Keys that are configured: they are taken out of questions. */
  readonly keys: readonly string[];
  readonly time: Pick<TimePort, 'now'>;
}
