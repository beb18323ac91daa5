// The due point I am standing at: within its radius, the uncertainty of the fix counted in my favor.
import type { PointDue } from "$lib/bindings";

export function nearPoint(points: readonly PointDue[], accuracyM: number): PointDue | null {
  const here = points.filter(
    (p) => p.due === "now" && p.distanceM !== null && p.distanceM - Math.min(accuracyM, p.radiusM) <= p.radiusM,
  );
  return here.sort((a, b) => (a.distanceM ?? 0) - (b.distanceM ?? 0))[0] ?? null;
}
