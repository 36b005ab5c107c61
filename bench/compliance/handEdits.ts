import { changeRoutes } from './handEdits/routes.ts';
import { changeServices } from './handEdits/services.ts';
import { changeModels } from './handEdits/models.ts';
import { changeWorkflows } from './handEdits/workflows.ts';
import { Hand } from './handEdits/hand.ts';

/** The shop after a team has worked on it for a while: some sixty changes as people make them, none of them by an operator, all of which keep what the app does. */
export function editedByHand(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const hand = new Hand(texts);
  changeModels(hand);
  changeRoutes(hand);
  changeServices(hand);
  changeWorkflows(hand);
  return hand.texts;
}
