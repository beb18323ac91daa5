// Parts of a line with a dot between them. The dot stays with the word before it, so that no line begins with one.

/** Between two parts of a line. */
const DOT = "\u00a0· ";

/** The parts that are there, with a dot between. */
export function dotted(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(DOT);
}
