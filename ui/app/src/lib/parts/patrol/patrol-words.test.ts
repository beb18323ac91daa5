import { expect, test } from "vitest";
import type { PointDue, RunPoint } from "$lib/bindings";
import { byOpenAndNear, isOpen } from "./patrol-words";

function point(id: string, distanceM: number | null, change: Partial<RunPoint> = {}): RunPoint {
  return { point: { id, distanceM } as PointDue, planned: true, visitedMs: null, result: null, miss: null, ...change };
}

const ids = (points: RunPoint[]) => points.map((p) => p.point.id);

test("open points come first, the nearest of them on top", () => {
  const run = [
    point("done", 5, { visitedMs: 1 }),
    point("far", 900),
    point("near", 40),
    point("missed", 1, { miss: "locked" }),
  ];
  expect(ids(byOpenAndNear(run))).toEqual(["near", "far", "done", "missed"]);
  expect(run.filter(isOpen)).toHaveLength(2);
});

test("without a position the order of the route holds", () => {
  expect(ids(byOpenAndNear([point("a", null), point("b", null), point("c", null)]))).toEqual(["a", "b", "c"]);
  expect(ids(byOpenAndNear([point("indoor", null), point("b", 10)]))).toEqual(["b", "indoor"]);
});
