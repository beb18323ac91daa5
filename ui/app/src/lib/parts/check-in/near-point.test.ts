import { day, isoDay } from "kit/time";
import { expect, test } from "vitest";
import type { PointDue } from "$lib/bindings";
import { nowMs } from "$lib/now.svelte";
import { nearPoint } from "./near-point";
import { byDue, distanceWord, pointSentence, wayTo } from "./point-words";

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
  expect(pointSentence(point({ distanceM: 130, bearing: "SE" }))).toBe("130 米\u00a0· 东南方向\u00a0· 今天还差 1 次");
  expect(pointSentence(point({ indoor: true, doneToday: 1, due: "done" }))).toBe("室内点\u00a0· 今天已到");
  expect(distanceWord(1340)).toBe("1.3 公里");
});

test("a direction is shown to where one has to go, and to no place one stands at", () => {
  expect(wayTo(point({ distanceM: 130, bearing: "SE" }))).toBe("SE");
  expect(wayTo(point({ distanceM: 0, bearing: "N" }))).toBeNull();
  expect(wayTo(point({ distanceM: 130, bearing: "SE", indoor: true }))).toBeNull();
});

test("a point says by when it is wanted, and stands in the list by that", () => {
  const now = nowMs();
  /** So many midnights in China from now on. */
  const midnight = (nights: number) => Date.parse(`${isoDay(now)}T00:00:00+08:00`) + nights * 86_400_000;
  const word = (dueMs: number, needToday = 1) => pointSentence(point({ dueMs, needToday }));
  const minute = 60_000;
  expect(word(midnight(1) - minute)).toBe("23:59 前要去");
  expect(word(midnight(1) - minute, 3)).toBe("今天还差 3 次");
  expect(word(midnight(1)), "until midnight is today, not tomorrow").toBe("今天还差 1 次");
  expect(word(midnight(1), 3)).toBe("今天还差 3 次");
  expect(word(midnight(3)), "the last day counts").toBe(`最晚 ${day(midnight(2), "zh-CN")} 去`);
  expect(word(midnight(1) + 6 * 60 * minute)).toBe(`${day(midnight(1), "zh-CN")} 06:00 前要去`);
  expect(pointSentence(point({ due: "later" }))).toBe("还没到时间");
  expect(pointSentence(point({ overdue: true }))).toContain("过了时间");
  const list = [point({ id: "done", due: "done" }), point({ id: "later", due: "later" }), point({ id: "now" })];
  expect(byDue([...list, point({ id: "over", overdue: true })]).map((p) => p.id)).toEqual([
    "over",
    "now",
    "later",
    "done",
  ]);
});
