import { expect, test } from "vitest";
import type { EscortForm, EscortRouteShown } from "$lib/bindings";
import { blankSheet, counted, missingOn, remaining, restAt, settled, standing, withStop } from "./heads";

const ROUTE: EscortRouteShown = {
  id: "e1",
  schoolId: "s",
  school: "龙田中心小学",
  name: "东线",
  stops: [
    { name: "公交站", lat: null, lon: null },
    { name: "村口", lat: null, lon: null },
  ],
  draft: false,
  sheetsToday: 0,
};

const sheet = (change: Partial<EscortForm> = {}): EscortForm => ({ ...blankSheet("s", ROUTE), out: 42, ...change });

test("what remains is what went out less what was handed over and brought back", () => {
  let form = counted(counted(sheet(), 0, 25), 1, 15);
  expect(remaining(form)).toBe(2);
  form = { ...form, returned: 2 };
  expect(remaining(form)).toBe(0);
  expect(remaining({ ...form, returned: 3 })).toBe(-1);
});

test("how it stands has a word for each case", () => {
  expect(standing(blankSheet("s", ROUTE))).toBe("empty");
  expect(standing(sheet())).toBe("under-way");
  expect(standing(counted(sheet(), 0, 42))).toBe("complete");
  expect(standing(counted(sheet(), 0, 43))).toBe("too-many");
});

test("the rest is handed over by one tap, from whatever stood there", () => {
  const form = restAt(counted(counted(sheet(), 0, 25), 1, 3), 1);
  expect(form.handed.map((it) => it.count)).toEqual([25, 17]);
  expect(restAt(counted(sheet(), 0, 50), 1).handed[1]?.count, "never below zero").toBe(0);
  expect(restAt(counted(sheet(), 0, 50), 0).handed[0]?.count, "too many are put right").toBe(42);
});

test("a reason belongs to heads that remain, and goes with them", () => {
  const short = sheet({ reason: "searching" });
  expect(missingOn(short)).toBeNull();
  expect(restAt(short, 0).reason).toBeNull();
  expect(settled({ ...short, returned: 42 }).reason).toBeNull();
});

test("a walk that is in no list grows stop by stop", () => {
  const form = withStop(blankSheet("s", null, "交接点 1"), "交接点 2");
  expect(form.routeId).toBeNull();
  expect(form.handed.map((it) => it.stop)).toEqual(["交接点 1", "交接点 2"]);
  expect(remaining(restAt({ ...form, out: 9 }, 1))).toBe(0);
});

test("a sheet can be saved when nobody remains or it is said why", () => {
  expect(missingOn(blankSheet("s", ROUTE))).toBe("heads");
  expect(missingOn(sheet())).toBe("reason");
  expect(missingOn(sheet({ reason: "other" }))).toBe("note");
  expect(missingOn(sheet({ reason: "other", note: "姐姐接走" }))).toBeNull();
  expect(missingOn(restAt(sheet(), 1))).toBeNull();
});
