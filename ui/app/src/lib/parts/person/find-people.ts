// Finding a name among many: any part of the name, post or unit, blanks and case aside.
import type { Person } from "$lib/bindings";

/** With more people than this a search stands above the tiles. */
export const SEARCH_ABOVE = 12;

export function findPeople(people: readonly Person[], query: string): readonly Person[] {
  const wanted = squeeze(query);
  if (wanted === "") return people;
  return people.filter((p) => squeeze(p.name + p.post + p.place).includes(wanted));
}

function squeeze(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, "").toLowerCase();
}
