// The sum of an escort sheet: what went out, less what was handed over and brought back. It is computed here with every
// tap, because a head count that waits for an answer is no head count; the record is checked again where it is saved.
import type { EscortForm, EscortRouteShown } from "$lib/bindings";

/** As the record allows. */
export const HEADS_MAX = 999;

export function handedOver({ handed }: EscortForm): number {
  return handed.reduce((sum, { count }) => sum + count, 0);
}

/** Heads nobody can account for yet; below zero when more were handed over than went out. */
export function remaining(form: EscortForm): number {
  return form.out - handedOver(form) - form.returned;
}

/** How it stands, as a word, a shape and then a color. */
export type Standing = "empty" | "under-way" | "complete" | "too-many";

export function standing(form: EscortForm): Standing {
  const left = remaining(form);
  if (left < 0) return "too-many";
  if (form.out === 0) return "empty";
  return left === 0 ? "complete" : "under-way";
}

/** A sheet of this route with nobody on it yet; a walk that is in no list begins with one stop. */
export function blankSheet(schoolId: string, route: EscortRouteShown | null, firstStop = ""): EscortForm {
  const stops = route?.stops.map(({ name }) => name) ?? [firstStop];
  const handed = stops.map((stop) => ({ stop, count: 0 }));
  const routeId = route?.id ?? null;
  return { schoolId, routeId, out: 0, handed, returned: 0, reason: null, situation: "normal", note: "", weather: null };
}

/** The same with another count at one stop. A reason for what remains goes when nobody does. */
export function counted(form: EscortForm, stop: number, count: number): EscortForm {
  return settled({ ...form, handed: form.handed.map((it, i) => (i === stop ? { ...it, count } : it)) });
}

/** One stop more, for a walk that is in no list. */
export function withStop(form: EscortForm, stop: string): EscortForm {
  return { ...form, handed: [...form.handed, { stop, count: 0 }] };
}

/** All who are left are handed over at this stop: one tap for the last stop of every walk. */
export function restAt(form: EscortForm, stop: number): EscortForm {
  const here = form.handed[stop]?.count ?? 0;
  return counted(form, stop, Math.max(0, here + remaining(form)));
}

export function settled(form: EscortForm): EscortForm {
  return remaining(form) === 0 ? { ...form, reason: null } : form;
}

/** What still keeps the sheet from being saved. */
export function missingOn(form: EscortForm): "heads" | "reason" | "note" | null {
  if (form.out === 0) return "heads";
  if (remaining(form) !== 0 && form.reason === null) return "reason";
  return form.reason === "other" && form.note.trim() === "" ? "note" : null;
}
