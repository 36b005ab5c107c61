/** Why an expression has no value. */
export interface EvaluationFailure {
  readonly kind: 'divisionByZero' | 'nullOperand' | 'invalidArgument' | 'unknownName';
  readonly message: string;
}

/** Carries a failure out of the evaluation; `evaluate` turns it into data. */
export class EvaluationError extends Error {
  readonly failure: EvaluationFailure;

  constructor(failure: EvaluationFailure) {
    super(failure.message);
    this.failure = failure;
  }
}
