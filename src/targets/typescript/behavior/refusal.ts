/** Longest statement that stands on one line, indentation of a function's body aside. */
const lineWidth = 76;

/** Throws the problem when the condition holds: on one line, or as a block where it does not fit. */
export function refusal(condition: string, problem: string): string {
  const line = `if (${condition}) throw ${problem};`;
  return line.length <= lineWidth ? line : `if (${condition}) {\nthrow ${problem};\n}`;
}
