import { expect, test } from "vitest";
import { lengthOf, middleOf, shifted } from "./order";

test("one thing moves by one place, and never out of the list", () => {
  expect(shifted(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(shifted(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
  expect(shifted(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(shifted(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});

test("a walk is as long as its legs", () => {
  const places = [0, 0.001, 0.002].map((north) => ({ lat: 25.72 + north, lon: 119.38 }));
  expect(Math.round(lengthOf(places))).toBe(222);
  expect(lengthOf([])).toBe(0);
  expect(middleOf(places)?.lat).toBeCloseTo(25.721);
  expect(middleOf([])).toBeNull();
});
