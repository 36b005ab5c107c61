/** Why an expression has no value. */
export interface EvaluationFailure {
  /** The code of the problem (422) that an app answers. */
  readonly code: 'division_by_zero' | 'value_missing' | 'number_out_of_range' | 'invalid_number' | 'invalid_timestamp' | 'invalid_duration' | 'invalid_pattern' | 'unknown_name';
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
