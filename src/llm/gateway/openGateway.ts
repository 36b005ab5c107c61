import { ModelBreaker } from '../breaker/modelBreaker.ts';
import type { CircuitSettings } from '../breaker/circuit.ts';
import type { ModelLimits } from '../limiter/lane.ts';
import { ModelLimiter } from '../limiter/modelLimiter.ts';
import type { ModelId } from '../models/modelInfo.ts';
import type { RandomPort, TimePort } from '../ports.ts';
import type { BreakerRecord } from '../records/modelState.ts';
import { Gateway } from './gateway.ts';
import type { GatewaySettings } from './gatewaySettings.ts';
import type { GatewayParts } from './parts.ts';

export interface OpenGatewayOptions {
  readonly parts: Omit<GatewayParts, 'breaker' | 'limiter'>;
  readonly time: TimePort;
  readonly random: RandomPort;
  readonly settings?: Partial<GatewaySettings>;
  readonly circuits?: Partial<CircuitSettings>;
  /** Limits from settings, before the provider has told any. */
  readonly limitsOf?: (model: ModelId) => ModelLimits;
  /** How the breakers stood when they were last saved. */
  readonly breakers?: readonly BreakerRecord[];
}

/** A gateway with its breaker and limiter, which the health view looks at. */
export interface OpenedGateway {
  readonly gateway: Gateway;
  readonly breaker: ModelBreaker;
  readonly limiter: ModelLimiter;
}

/** Puts gateway, breaker and limiter together, so that calls that wait for a model leave when its breaker opens. */
export function openGateway({ parts, time, random, settings, circuits, limitsOf, breakers = [] }: OpenGatewayOptions): OpenedGateway {
  const breaker = new ModelBreaker({ time, ...(circuits ? { settings: circuits } : {}), changed: (event) => { gateway.breakerChanged(event); } });
  const limiter = new ModelLimiter({ time, ...(limitsOf ? { limitsOf } : {}) });
  const gateway = new Gateway({ parts: { ...parts, breaker, limiter }, time, random, ...(settings ? { settings } : {}) });
  breaker.restore(breakers);
  return { gateway, breaker, limiter };
}
