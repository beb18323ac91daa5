// A point in words: where it lies from here, and what is still to do there today.
import { clock, day, isoDay, moment } from "kit/time";
import type { Compass, PointDue, ProofLevel } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { nowMs } from "$lib/now.svelte";
import { m } from "$lib/paraglide/messages";
import { locale } from "$lib/words.svelte";

const DIRECTIONS: Record<Compass, () => string> = {
  N: () => m.bearing_n(),
  NE: () => m.bearing_ne(),
  E: () => m.bearing_e(),
  SE: () => m.bearing_se(),
  S: () => m.bearing_s(),
  SW: () => m.bearing_sw(),
  W: () => m.bearing_w(),
  NW: () => m.bearing_nw(),
};

/** `130 米`, `1.2 公里`. */
export function distanceWord(meters: number): string {
  if (meters < 1000) return m.meters({ meters: Math.round(meters) });
  return m.kilometers({ kilometers: (meters / 1000).toFixed(meters < 10_000 ? 1 : 0) });
}

export function visitsLeft(point: PointDue): number {
  return Math.max(0, point.needToday - point.doneToday);
}

/** `130 米 · 东南方向 · 09:00 前要去`, `今天已到`: where it lies, and what is still to do there. */
export function pointSentence(point: PointDue): string {
  const parts: string[] = [];
  if (point.indoor) parts.push(m.point_indoor());
  else if (point.distanceM !== null) {
    parts.push(distanceWord(point.distanceM));
    const way = wayTo(point);
    if (way) parts.push(DIRECTIONS[way]());
  }
  return dotted(...parts, dueWord(point));
}

/** The direction to show; none to a room, and none to where one stands already. */
export function wayTo({ bearing, distanceM, indoor, radiusM }: PointDue): Compass | null {
  return !indoor && distanceM !== null && distanceM > radiusM ? bearing : null;
}

/** What is wanted of a point: by when, or how many times more today. */
function dueWord(point: PointDue): string {
  if (point.due === "done") return m.point_done();
  if (point.due === "later") return m.point_later();
  if (point.overdue) return m.point_overdue();
  const left = Math.max(1, visitsLeft(point));
  if (point.dueMs === null) return m.point_needs({ left });
  // The end is the first moment that is too late: a midnight belongs to the day that ends with it.
  const last = point.dueMs - 1;
  const wholeDay = isoDay(last) !== isoDay(point.dueMs);
  if (isoDay(last) !== isoDay(nowMs())) {
    if (wholeDay) return m.point_by_day({ day: day(last, locale()) });
    return m.point_by({ at: moment(point.dueMs, nowMs(), locale()) });
  }
  return left > 1 || wholeDay ? m.point_needs({ left }) : m.point_by({ at: clock(point.dueMs) });
}

const RANK = { now: 0, later: 1, done: 2 };

/** What is due first, what is overdue at the very top; the nearness Rust gave holds within. */
export function byDue(points: readonly PointDue[]): PointDue[] {
  const rank = (p: PointDue) => (p.overdue ? -1 : RANK[p.due]);
  return [...points].sort((a, b) => rank(a) - rank(b));
}

/** A good proof is green; a weaker one is asked about later, and still no reproach. */
export function levelTone(level: ProofLevel): "ok" | "wait" | "plain" {
  return level === "A" ? "ok" : level === "B" ? "plain" : "wait";
}
