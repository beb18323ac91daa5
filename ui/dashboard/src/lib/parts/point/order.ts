// The order of must-patrol points: those still due first, the ones nobody has been to before the rest.
import type { PointRow } from "$lib/shapes";

export type PointShow = "all" | "due" | "done";

export function isDone(point: PointRow): boolean {
  return point.done >= point.need;
}

/** A sorted copy: due before done; among the due, most visits missing, then longest unvisited, then by number. */
export function byDue(points: readonly PointRow[]): PointRow[] {
  return [...points].sort(
    (a, b) =>
      Number(isDone(a)) - Number(isDone(b)) ||
      (isDone(a) ? (b.last_ms ?? 0) - (a.last_ms ?? 0) : b.need - b.done - (a.need - a.done)) ||
      (a.last_ms ?? 0) - (b.last_ms ?? 0) ||
      a.typed_no.localeCompare(b.typed_no, "zh-CN", { numeric: true }),
  );
}

export function shown(points: readonly PointRow[], show: PointShow): PointRow[] {
  return points.filter((point) => show === "all" || (show === "done") === isDone(point));
}
