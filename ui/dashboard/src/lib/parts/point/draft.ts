// A point while it is being edited: what its form holds, and the words for its rhythm.
import type { Frequency, PointSheet } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";
import { word } from "$lib/words";
import type { PointWanted } from "$lib/points-api";
import type { Place } from "$lib/parts/ground/ground";

export const KINDS = ["campus_gate", "perimeter", "key_position", "surrounding", "route_node"] as const;
export const PERS = ["class_day", "day", "window", "week"] as const;

export const kindName = (kind: string): string => word("point_kind", kind, kind);
export const stateName = (state: string): string => word("point_state", state, state);
export const perName = (per: string): string => word("per", per, per);

export function draftOf(point: PointSheet): PointWanted {
  const { name, kind, lat, lon, radius_m, per_day, min_proof, frequency, responsible } = point;
  return { name, kind, lat, lon, radius_m, per_day, min_proof, frequency, responsible };
}

/** A new point, a little north of the school, because its own place is taken by its mark. A school sets key positions. */
export function freshDraft(place: Place, insideOnly = false): PointWanted {
  return {
    name: "",
    kind: insideOnly ? "key_position" : "perimeter",
    lat: place.lat,
    lon: place.lon,
    radius_m: 100,
    per_day: insideOnly ? 5 : 2,
    min_proof: "B",
    frequency: null,
    responsible: null,
  };
}

/** `07:00` of a minute of the day; after midnight the hours start again. */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** The minute of the day of `07:00`; `null` for what is no time. */
export function minuteOf(clock: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(clock);
  const [hours, minutes] = [Number(found?.[1]), Number(found?.[2])];
  return found && hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** A band from one time to another; one that ends before it begins ends on the next day. */
export function bandOf(start: string, end: string): { startMin: number; endMin: number } | null {
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from === null || to === null || from === to) return null;
  return { startMin: from, endMin: to > from ? to : to + 1440 };
}

/** `每个上课日 2 次（07:00–08:40、16:00–18:20 各一次）`. */
export function rhythm(point: { per_day: number; frequency: Frequency | null }): string {
  const rule = point.frequency;
  if (!rule) return m.rhythm({ per: perName("day"), count: point.per_day });
  const text = m.rhythm({ per: perName(rule.per), count: rule.visits });
  if (rule.bands.length === 0) return text;
  const bands = rule.bands.map((band) => `${clockOf(band.startMin)}–${clockOf(band.endMin)}`).join(m.list_comma());
  return m.rhythm_bands({ rhythm: text, bands });
}
