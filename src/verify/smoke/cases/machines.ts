import type { TransitionCase } from '../../../semantics/types.ts';
import { resolveCall } from '../resolveTemplate.ts';
import { playSteps } from '../scenes.ts';
import { bodyOf } from '../session.ts';
import type { Suite } from '../suite.ts';
import { checkConsequences, observe } from './consequences.ts';

/** One pair of state and event: a legal one moves the row, an illegal one is 409 and changes nothing. */
export async function checkTransition(suite: Suite, transition: TransitionCase): Promise<void> {
  const { session } = suite;
  const check = `${transition.machine}: ${transition.event} in ${transition.state}`;
  const operation = transition.fire.call.endpoint;
  const before = observe(suite);
  const played = await playSteps(session, transition.steps, `prepares ${check}`);
  if (played.broken !== undefined) {
    session.recorder.skip(operation, check, played.broken);
    return;
  }
  const bodies = played.answers.map((answer) => (answer === undefined ? undefined : bodyOf(answer)));
  const call = resolveCall(transition.fire.call, bodies);
  await session.call(check, call);
  await checkConsequences(suite, { check, operation, caller: call.caller, before });
}
