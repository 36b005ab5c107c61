import type { Model } from '../model.ts';
import type { RowValues, Skipped } from '../types.ts';
import { CannotPlan, Plan, RestartWith, type Wishes } from './plan.ts';

/** How often a search may begin again with other rows. */
export const maxRestarts = 8;

/** Builds a plan, beginning again with other rows as long as the search asks for it. */
export function planned<T>(model: Model, n: number, build: (plan: Plan) => T, skipped = 0): T | Skipped {
  let wishes: Wishes = new Map();
  let reason = 'The search took too long.';
  for (let restart = 0; restart < maxRestarts; restart += 1) {
    try {
      return build(new Plan(model, n, wishes, skipped));
    } catch (error) {
      if (error instanceof RestartWith) {
        wishes = wishing(wishes, error);
        reason = error.message;
      } else if (error instanceof CannotPlan) return { skipped: error.message };
      else throw error;
    }
  }
  return { skipped: reason };
}

/** Builds a plan; when none is found, once more with other samples. */
export function plannedEither<T>(model: Model, n: number, build: (plan: Plan) => T): T | Skipped {
  const first = planned(model, n, build);
  if (!isSkipped(first)) return first;
  const second = planned(model, n, build, 1);
  return isSkipped(second) ? first : second;
}

function isSkipped(result: unknown): result is Skipped {
  return typeof result === 'object' && result !== null && 'skipped' in result;
}

/** The wishes with what the search asks for. */
export function wishing(wishes: Wishes, { entity, attribute, value }: RestartWith): Wishes {
  const known: RowValues = wishes.get(entity) ?? {};
  return new Map([...wishes, [entity, { ...known, [attribute]: value }]]);
}
