// People of a turn as chips and sentences.
import { m } from "$lib/paraglide/messages";
import type { RosterCell, RosterConflict, RosterStaff, RosterView, Side, StaffKind } from "$lib/shapes";
import { conflictName, headCount, staffKind } from "$lib/words";

export const KINDS_OF: Record<Side, StaffKind[]> = {
  school: ["guard", "teacher", "school_safety", "town_staff"],
  police: ["officer", "auxiliary"],
};

export const sideOf = (kind: StaffKind): Side => (KINDS_OF.police.includes(kind) ? "police" : "school");
export const sideName = (side: Side): string => (side === "police" ? m.roster_side_police() : m.roster_side_school());

/** People by id, for names. */
export function byId(staff: readonly RosterStaff[]): Map<string, RosterStaff> {
  return new Map(staff.map((person) => [person.id, person]));
}

/** `教师01、保安02、民警×1`, or that nobody is planned. */
export function crewWords(cell: RosterCell, people: ReadonlyMap<string, RosterStaff>): string {
  const names = cell.staff.map((id) => people.get(id)?.name ?? "?");
  const open = cell.open.map(({ kind, count }) => m.roster_open({ kind: staffKind(kind), count }));
  const all = [...names, ...open];
  if (all.length > 0) return all.join(m.list_comma());
  return cell.planned ? m.roster_nobody() : m.roster_unplanned();
}

/** The sentence of a conflict. */
export function conflictSentence(it: RosterConflict): string {
  if (it.kind === "two_places") return m.roster_conflict_two_places({ name: it.name, other: it.other });
  if (it.kind === "on_leave") return m.roster_conflict_on_leave({ name: it.name });
  return m.roster_conflict_not_enough({ heads: headCount(it.missing) });
}

/** What a cell is marked with: the gravest word about it. */
export function conflictsOf(view: RosterView, post: string, day: string, window: string): RosterConflict[] {
  return view.conflicts.filter((it) => it.post_id === post && it.day === day && it.window_id === window);
}

/** `缺人`, `同时两岗`. */
export function conflictWords(found: readonly RosterConflict[]): string {
  return [...new Set(found.map((it) => conflictName(it.kind)))].join(m.list_comma());
}

/** A week later or earlier. */
export function weekFrom(monday: string, weeks: number): string {
  return new Date(Date.parse(monday) + weeks * 7 * 86_400_000).toISOString().slice(0, 10);
}

/** Places of the week that are still to be named, over all posts. */
export function openPlaces(view: RosterView): number {
  const cells = view.posts.flatMap((post) => post.rows).flatMap((row) => row.cells);
  return cells.reduce((sum, cell) => sum + (cell?.open.reduce((open, { count }) => open + count, 0) ?? 0), 0);
}
