import type { CancelSignal } from '../../base/cancelSignal.ts';
import type { GatewayResult } from '../gateway/gatewayResult.ts';
import type { ModelRequest } from '../gateway/modelRequest.ts';
import { answer, failure, type FakeModel, type World } from './gatewayWorld.ts';

/** A signal that is never aborted. */
export const never: CancelSignal = { aborted: false, reason: undefined, addEventListener: () => undefined, removeEventListener: () => undefined };
export const ok: FakeModel = () => answer();
export const fails = (...how: Parameters<typeof failure>): FakeModel => () => failure(...how);

/** Asks, runs the world's time until the answer is there, and checks that no reservation and no slot is left behind. */
export async function ask(world: World, request: Partial<ModelRequest> = {}, signal: CancelSignal = never): Promise<GatewayResult> {
  const result = await world.time.run(world.gateway.ask(world.request(request), signal));
  const underWay = world.limiter.view().reduce((sum, lane) => sum + lane.underWay, 0);
  if (world.ledger.unsettled + underWay > 0) throw new Error(`${world.ledger.unsettled} reservations and ${underWay} slots are left behind.`);
  return result;
}

/** The outcome in a few letters: `ok`, or its kind and cause. */
export const outcomeOf = (result: GatewayResult): string => (result.outcome.kind === 'ok' ? 'ok' : `${result.outcome.kind} ${result.outcome.cause ?? ''}`.trim());
