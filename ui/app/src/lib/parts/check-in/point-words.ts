// A point in words: where it lies from here, and what is still to do there today.
import type { Compass, PointDue, ProofLevel } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

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

/** `130 米 · 东南方向 · 今天还需 1 次`. */
export function pointSentence(point: PointDue): string {
  const parts: string[] = [];
  if (point.indoor) parts.push(m.point_indoor());
  else if (point.distanceM !== null) {
    parts.push(distanceWord(point.distanceM));
    if (point.bearing && point.distanceM > point.radiusM) parts.push(DIRECTIONS[point.bearing]());
  }
  const left = visitsLeft(point);
  parts.push(left > 0 ? m.point_needs({ left }) : m.point_done());
  return parts.join(" · ");
}

/** A good proof is green; a weaker one is asked about later, and still no reproach. */
export function levelTone(level: ProofLevel): "ok" | "wait" | "plain" {
  return level === "A" ? "ok" : level === "B" ? "plain" : "wait";
}
