import { expect, test } from "vitest";
import { extended, renewed } from "./pages";

const key = (row: number) => String(row);

test("news at the head leave the older pages that were already read in place", () => {
  const held = { rows: [9, 8, 7, 6, 5, 4], next: 4 };
  expect(renewed(held, { rows: [10, 9, 8], next: 8 }, key)).toEqual({ rows: [10, 9, 8, 7, 6, 5, 4], next: 4 });
});

test("when so much is new that the pages no longer meet, the list starts over instead of hiding a gap", () => {
  expect(renewed({ rows: [3, 2], next: 2 }, { rows: [9, 8], next: 8 }, key)).toEqual({ rows: [9, 8], next: 8 });
});

test("a row that two pages share stands once", () => {
  expect(extended({ rows: [5, 4], next: 4 }, { rows: [4, 3], next: null }, key)).toEqual({
    rows: [5, 4, 3],
    next: null,
  });
});
