import { expect, test } from "vitest";
import { faceOf, lengthOf, months, weekdayOf } from "./days";

const day = (name: string, more: Partial<Parameters<typeof faceOf>[0]> = {}) => ({
  day: name,
  kind: "class" as const,
  weekday: weekdayOf(name),
  until_min: null,
  reason: "",
  windows: 0,
  in_term: true,
  ...more,
});

test("a made-up Saturday, an ordinary one and the vacation look different", () => {
  expect(weekdayOf("2026-11-23")).toBe(0);
  expect(faceOf(day("2026-10-10", { weekday: 2, reason: "国庆调休" }))).toBe("made_up");
  expect(faceOf(day("2026-10-17"))).toBe("weekend");
  expect(faceOf(day("2026-08-03", { kind: "no_class" }))).toBe("out");
  expect(faceOf(day("2026-10-01", { kind: "no_class", reason: "国庆节" }))).toBe("no_class");
});

test("a year is cut where months begin, and both ends of a stretch count", () => {
  const cut = months([day("2026-09-30"), day("2026-10-01"), day("2026-10-02")]);
  expect(cut.map((it) => [it.month, it.days.length])).toEqual([
    ["2026-09", 1],
    ["2026-10", 2],
  ]);
  expect(lengthOf("2026-10-01", "2026-10-07")).toBe(7);
});
