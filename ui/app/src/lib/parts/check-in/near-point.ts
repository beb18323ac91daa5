// The due point I am standing at: within its radius, the uncertainty of the fix counted in my favor.
import type { PointDue } from "$lib/bindings";
import { visitsLeft } from "./point-words";

export function nearPoint(points: readonly PointDue[], accuracyM: number): PointDue | null {
  const here = points.filter(
    (p) => visitsLeft(p) > 0 && p.distanceM !== null && p.distanceM - Math.min(accuracyM, p.radiusM) <= p.radiusM,
  );
  return here.sort((a, b) => (a.distanceM ?? 0) - (b.distanceM ?? 0))[0] ?? null;
}
