import { badRequest } from "./problem.ts";

type CursorValue = string | number | boolean | null;

/** The place after a row, as opaque text for the next request. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** The values of `encodeCursor`; any other text is refused with 400. */
export function decodeCursor(text: string): readonly CursorValue[] {
  try {
    const decoded: unknown = JSON.parse(
      Buffer.from(text, "base64url").toString("utf8"),
    );
    if (Array.isArray(decoded) && decoded.every(isCursorValue)) return decoded;
  } catch {
    // Not JSON: refused below like everything else that is no cursor.
  }
  throw invalidCursor();
}

/** 400 for a cursor that does not fit the list. */
export function invalidCursor(): Error {
  return badRequest("invalid_cursor", "The cursor is not one of this list.", [
    { path: "/query/cursor", message: "Not a cursor of this list." },
  ]);
}

function isCursorValue(value: unknown): value is CursorValue {
  return (
    value === null ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    (typeof value === "string" &&
      value.isWellFormed() &&
      !value.includes("\u0000"))
  );
}
