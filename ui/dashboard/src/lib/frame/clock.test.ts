import { expect, test } from "vitest";
import { tidyClock } from "./clock";

test("a time is understood however it is typed", () => {
  expect(["7:00", "7：05", "0730", "730", " 18:20 "].map(tidyClock)).toEqual([
    "07:00",
    "07:05",
    "07:30",
    "07:30",
    "18:20",
  ]);
  expect(["", "noon", "7"].map(tidyClock)).toEqual(["", "noon", "7"]);
});
