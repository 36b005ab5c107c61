/** The shop after a team has worked on it for a while: written by hand, none of it by an operator. */
export function editedByHand(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return texts;
}
