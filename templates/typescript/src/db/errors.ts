import { conflict, failure, Problem, unprocessable } from "../http/problem.ts";
import { constraints } from "./constraints.ts";

/** What PostgreSQL says about a failure, through `pg` as through PGlite. */
interface DatabaseError {
  readonly code: string;
  readonly constraint?: string;
  readonly column?: string;
  /** The statement that failed, when drizzle knows it. */
  readonly statement: string;
}

/** True for a failure that may pass when the transaction runs again. */
export function isSerializationFailure(error: unknown): boolean {
  const code = databaseErrorOf(error)?.code;
  return code === "40001" || code === "40P01";
}

/** The failure as the caller is told about it; what is not the caller's doing stays as it is. */
export function toProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const known = databaseErrorOf(error);
  return known === undefined ? error : (problemOf(known) ?? error);
}

function problemOf(error: DatabaseError): Problem | undefined {
  const { code } = error;
  switch (code) {
    case "23505":
    case "23P01":
      return duplicate(error);
    case "23503":
    case "23001":
      return brokenReference(error);
    case "23514":
      return brokenCheck(error);
    case "23502":
      return brokenAttribute(
        "required",
        error.column ?? "",
        "A value is needed.",
      );
    case "40001":
    case "40P01":
      return conflict(
        "concurrent_update",
        "Others change the same rows. Try again.",
      );
    case "53300":
    case "57P01":
    case "57P03":
      return failure(
        503,
        "database_unavailable",
        "The database takes no connections.",
      );
  }
  if (code.startsWith("22") || code.startsWith("54")) {
    return unprocessable(
      "invalid_value",
      "A value is out of range or malformed.",
    );
  }
  return code.startsWith("08")
    ? failure(503, "database_unavailable", "The database does not answer.")
    : undefined;
}

function duplicate({ constraint = "" }: DatabaseError): Problem {
  const known = constraints[constraint];
  return new Problem({
    status: 409,
    code: known?.code ?? "duplicate",
    detail: known?.message ?? "Another row has the same value.",
    errors: pointersOf(constraint, "Taken."),
  });
}

/** A statement that deletes breaks references to its row; any other has a reference to nothing. */
function brokenReference({
  constraint = "",
  statement,
}: DatabaseError): Problem {
  if (/^\s*delete\b/i.test(statement)) {
    return conflict("still_referenced", "Other rows refer to this one.");
  }
  return unprocessable(
    "unknown_reference",
    "The row refers to another that does not exist.",
    pointersOf(constraint, "Refers to nothing."),
  );
}

function brokenCheck({ constraint = "" }: DatabaseError): Problem {
  const known = constraints[constraint];
  return unprocessable(
    known?.code ?? "invalid_value",
    known?.message ?? "A value breaks its constraint.",
    pointersOf(constraint, known?.message ?? "Breaks its constraint."),
  );
}

function brokenAttribute(
  code: string,
  column: string,
  message: string,
): Problem {
  return unprocessable(code, message, [{ path: `/${column}`, message }]);
}

function pointersOf(constraint: string, message: string) {
  const attributes = constraints[constraint]?.attributes ?? [];
  return attributes.map((attribute) => ({ path: `/${attribute}`, message }));
}

/** Drizzle wraps what the driver throws; both drivers give SQLSTATE as `code`. */
function databaseErrorOf(error: unknown): DatabaseError | undefined {
  let statement = "";
  let current = error;
  while (current instanceof Error) {
    if ("query" in current && typeof current.query === "string") {
      statement ||= current.query;
    }
    if ("code" in current && typeof current.code === "string") {
      return /^[0-9A-Z]{5}$/.test(current.code)
        ? { ...fieldsOf(current), code: current.code, statement }
        : undefined;
    }
    current = current.cause;
  }
  return undefined;
}

function fieldsOf(error: object): { constraint?: string; column?: string } {
  const { constraint, column } = error as Readonly<Record<string, unknown>>;
  return {
    ...(typeof constraint === "string" ? { constraint } : {}),
    ...(typeof column === "string" ? { column } : {}),
  };
}
