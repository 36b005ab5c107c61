import { roundSum } from '../../base/roundSum.ts';

/** What a run may cost in all, as a person chooses it. Money in millionths of a US dollar. */
export interface BudgetChoice {
  readonly microUsd: number;
  /** `setting`: as the settings say; `tight`, `roomy`, `wide`: so much room above what is expected. */
  readonly kind: 'setting' | 'tight' | 'roomy' | 'wide';
}

export interface ExpectedCosts {
  /** What is still to be asked; undefined when no price is known. */
  readonly microUsd: number | undefined;
  readonly spentMicroUsd: number;
  /** What the settings or the run itself propose for all of it; undefined when nobody can. */
  readonly proposedMicroUsd: number | undefined;
  readonly proposedBy: Extract<BudgetChoice['kind'], 'setting' | 'roomy'>;
}

/** The times of what is expected that a choice leaves room for; most runs need less than the tight one. */
const factors = { tight: 1.5, wide: 10 };
/** Room of less than a cent is no choice. */
const leastMicroUsd = 10_000;

/** The budgets that are offered, the least first; none when no price is known and nothing is proposed. A tighter or wider one than DevMatrix itself proposes is one. */
export function budgetChoices({ microUsd, spentMicroUsd, proposedMicroUsd, proposedBy }: ExpectedCosts): readonly BudgetChoice[] {
  const proposed: readonly BudgetChoice[] = proposedMicroUsd === undefined ? [] : [{ microUsd: proposedMicroUsd, kind: proposedBy }];
  if (microUsd === undefined) return proposed;
  const room = (kind: keyof typeof factors): readonly BudgetChoice[] => (microUsd * factors[kind] < leastMicroUsd ? [] : [{ kind, microUsd: roundSum(spentMicroUsd + microUsd * factors[kind]) }]);
  return [...room('tight'), ...room('wide')].filter((choice) => proposed.every((other) => isAnother(choice, other))).concat(proposed).sort((left, right) => left.microUsd - right.microUsd);
}

function isAnother(choice: BudgetChoice, proposed: BudgetChoice): boolean {
  if (isAlike(choice.microUsd, proposed.microUsd)) return false;
  return proposed.kind === 'setting' || choice.microUsd > proposed.microUsd === (choice.kind === 'wide');
}

function isAlike(left: number, right: number): boolean {
  return Math.abs(left - right) <= Math.max(left, right) / 20;
}
