/** One broken part of a request; `path` is a JSON pointer such as `/price` or `/query/limit`. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ProblemOptions {
  readonly status: number;
  /** Stable and in snake_case; clients may rely on it. */
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An expected failure that the caller is told about as RFC 9457 problem details. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(options: ProblemOptions) {
    super(options.detail);
    this.status = options.status;
    this.code = options.code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** A parameter or the syntax of a body is wrong. */
export function badRequest(
  code: string,
  detail: string,
  errors?: readonly FieldError[],
): Problem {
  return new Problem({
    status: 400,
    code,
    detail,
    ...(errors === undefined ? {} : { errors }),
  });
}

/** No row has that key, or it belongs to somebody else. */
export function notFound(entity: string, key: string | number): Problem {
  return failure(404, "not_found", `There is no ${entity} ${String(key)}.`);
}

/** The request contradicts what is stored. */
export function conflict(code: string, detail: string): Problem {
  return failure(409, code, detail);
}

/** The body is well-formed, and its content is refused. */
export function unprocessable(
  code: string,
  detail: string,
  errors?: readonly FieldError[],
): Problem {
  return new Problem({
    status: 422,
    code,
    detail,
    ...(errors === undefined ? {} : { errors }),
  });
}

/** `If-Match` names another version of the row. */
export function preconditionFailed(): Problem {
  return failure(
    412,
    "precondition_failed",
    "The row has changed since it was read.",
  );
}

/** The state machine has no such event in that state. */
export function illegalTransition(
  machine: string,
  state: string,
  event: string,
): Problem {
  return conflict(
    "illegal_transition",
    `${machine}: ${event} is not possible in the state ${state}.`,
  );
}

/** The operation is described in words only, and nobody has written it yet. */
export function notImplemented(unit: string, words: string): Problem {
  return failure(
    501,
    "not_implemented",
    `${unit} is not implemented: ${words}`,
  );
}

/** What a step of a flow says when it cannot go on. */
export function failure(
  status: number,
  code: string,
  message: string,
): Problem {
  return new Problem({ status, code, detail: message });
}
