import { expect, test } from "vitest";
import { clockOf, minuteOf, weekdaysOf } from "./clock";

test("a minute past midnight is on the next day's clock", () => {
  expect(clockOf(1_850)).toBe("06:50");
  expect(minuteOf("06:50")).toBe(410);
  expect(weekdaysOf(0b101_0001)).toEqual([0, 4, 6]);
});
