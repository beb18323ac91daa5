import { expect, test } from "vitest";
import type { PointDue, RunNow, RunPoint } from "$lib/bindings";
import { byOpenAndNear, isOpen, runSum } from "./patrol-words";

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

test("the sum of a run forgets no point: visited, not to be reached, to go", () => {
  const run = (points: RunPoint[], visited: number, left: number) => ({ points, visited, left }) as RunNow;
  const visited = point("done", 5, { visitedMs: 1 });
  const locked = point("missed", 1, { visitedMs: 2, result: "unreachable", miss: "locked" });
  expect(runSum(run([visited, locked], 1, 0))).toBe("已到 1 个，到不了 1 个，还差 0 个");
  expect(runSum(run([visited, point("open", 9)], 1, 1))).toBe("已到 1 个，还差 1 个");
});
