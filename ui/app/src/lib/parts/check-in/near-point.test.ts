import { expect, test } from "vitest";
import type { PointDue } from "$lib/bindings";
import { nearPoint } from "./near-point";
import { byDue, distanceWord, pointSentence } from "./point-words";

function point(change: Partial<PointDue>): PointDue {
  return {
    id: "c1",
    pointNo: "0412",
    typedNo: "0412-7",
    name: "后围墙巡查点",
    school: "龙田中心小学",
    kind: "perimeter",
    indoor: false,
    doneToday: 0,
    needToday: 1,
    lat: 25.6213,
    lon: 119.4421,
    radiusM: 100,
    minProof: "B",
    distanceM: null,
    bearing: null,
    due: "now",
    dueMs: null,
    overdue: false,
    frequency: null,
    ...change,
  };
}

test("the point offered is the nearest one that is due and within reach", () => {
  const far = point({ id: "far", distanceM: 400 });
  const done = point({ id: "done", distanceM: 3, doneToday: 1, due: "done" });
  const near = point({ id: "near", distanceM: 60 });
  const nearer = point({ id: "nearer", distanceM: 20 });
  expect(nearPoint([far, done, near, nearer], 8)?.id).toBe("nearer");
  expect(nearPoint([far, done], 8)).toBeNull();
  expect(nearPoint([point({})], 8)).toBeNull();
});

test("a rough fix counts in the worker's favor, but not without end", () => {
  expect(nearPoint([point({ distanceM: 150 })], 60)?.id).toBe("c1");
  expect(nearPoint([point({ distanceM: 900 })], 2000)).toBeNull();
});

test("a point says where it is and what is left to do", () => {
  expect(pointSentence(point({ distanceM: 130, bearing: "SE" }))).toBe("130 米 · 东南方向 · 今天还需 1 次");
  expect(pointSentence(point({ indoor: true, doneToday: 1, due: "done" }))).toBe("室内点 · 今天已到");
  expect(distanceWord(1340)).toBe("1.3 公里");
});

test("a point says by when it is wanted, and stands in the list by that", () => {
  const soon = Date.now() + 1_000;
  expect(pointSentence(point({ dueMs: soon }))).toMatch(/^\d\d:\d\d 前要去$/);
  expect(pointSentence(point({ due: "later" }))).toBe("还没到时间");
  expect(pointSentence(point({ overdue: true }))).toContain("过了时间");
  expect(pointSentence(point({ dueMs: soon + 3 * 86_400_000 }))).toMatch(/周.前要去$/);
  const list = [point({ id: "done", due: "done" }), point({ id: "later", due: "later" }), point({ id: "now" })];
  expect(byDue([...list, point({ id: "over", overdue: true })]).map((p) => p.id)).toEqual([
    "over",
    "now",
    "later",
    "done",
  ]);
});
