import { expect, test } from "vitest";
import { bandOf, clockOf, minuteOf } from "./draft";

test("bands are read as people write them, over midnight too", () => {
  expect(bandOf("07:00", "08:40")).toEqual({ startMin: 420, endMin: 520 });
  expect(bandOf("22:00", "1:30")).toEqual({ startMin: 1320, endMin: 1530 });
  for (const [a, b] of [
    ["", "08:00"],
    ["25:00", "08:00"],
    ["08:00", "08:00"],
    ["8", "9"],
  ] as const)
    expect(bandOf(a, b)).toBeNull();
});

test("a minute and its clock are the same", () => {
  for (const minute of [0, 59, 60, 1439]) expect(minuteOf(clockOf(minute))).toBe(minute);
  expect(clockOf(1530)).toBe("01:30");
});
