// A roll-call while it is being taken: who was marked how. Nobody is absent because nobody looked: without a mark a
// person stands in neither list.
import type { Absence, AbsenceReason, RollCallForm, ShiftNow, TeamMember } from "$lib/bindings";
import { NOBODY } from "./duty-words";

export type Mark = "present" | AbsenceReason | null;

export function markOf(form: RollCallForm, staffId: string): Mark {
  if (form.present.includes(staffId)) return "present";
  return form.absent.find((it) => it.staffId === staffId)?.reason ?? null;
}

/** The same with one person marked anew; the order of marking is kept. */
export function marked(form: RollCallForm, staffId: string, mark: Mark): RollCallForm {
  const present = form.present.filter((id) => id !== staffId);
  const absent = form.absent.filter((it) => it.staffId !== staffId);
  if (mark === "present") present.push(staffId);
  else if (mark !== null) absent.push({ staffId, reason: mark });
  return { ...form, present, absent };
}

/** One tap for the normal case: whoever was not marked otherwise is there. */
export function allThere(form: RollCallForm, team: readonly TeamMember[]): RollCallForm {
  return team.reduce((f, p) => (markOf(f, p.staffId) === null ? marked(f, p.staffId, "present") : f), form);
}

/** A roll-call begins with who is on duty, and with what the one before counted. */
export function firstMarks({ team, rollCall }: ShiftNow): RollCallForm {
  const present = team.filter(onNow).map((p) => p.staffId);
  const absent: Absence[] = (rollCall?.absent ?? [])
    .filter(({ staffId }) => !present.includes(staffId))
    .map(({ staffId, reason }) => ({ staffId, reason }));
  return {
    present,
    absent,
    headcount: rollCall?.headcount ?? NOBODY,
    vehicles: rollCall?.vehicles ?? 0,
    gear: rollCall?.gear ?? null,
    weather: rollCall?.weather ?? null,
  };
}

export function onNow(person: TeamMember): boolean {
  return person.onMs !== null && person.offMs === null;
}

/** Who stands on the sheet: the rostered, who came, and who was marked. */
export function onSheet(team: readonly TeamMember[], form: RollCallForm): TeamMember[] {
  return team.filter((p) => p.rostered || p.onMs !== null || markOf(form, p.staffId) !== null);
}

export function nothingMarked({ present, absent, headcount }: RollCallForm): boolean {
  return present.length + absent.length === 0 && Object.values(headcount).every((n) => n === 0);
}

/** Gear is a set of bits; nothing chosen is not the same as nothing said. */
export function withGear(gear: number | null, bit: number): number | null {
  const next = (gear ?? 0) ^ bit;
  return next === 0 ? null : next;
}
