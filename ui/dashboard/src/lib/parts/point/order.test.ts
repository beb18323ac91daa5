import { expect, test } from "vitest";
import type { PointRow } from "$lib/shapes";
import { byDue, shown } from "./order";

function point(no: string, done: number, need: number, last: number | null = null): PointRow {
  return {
    id: no,
    typed_no: no,
    name: no,
    school: "甲",
    done,
    need,
    last_ms: last,
    last_level: null,
    last_record_id: null,
  };
}

test("points still due come first, those with most visits missing before the rest", () => {
  const rows = [point("3", 1, 1, 90), point("2", 1, 2, 50), point("1", 0, 3), point("4", 0, 1)];
  expect(byDue(rows).map((row) => row.typed_no)).toEqual(["1", "4", "2", "3"]);
});

test("a point visited more often than needed is done", () => {
  const rows = [point("1", 3, 2), point("2", 0, 1)];
  expect(shown(rows, "done").map((row) => row.typed_no)).toEqual(["1"]);
  expect(shown(rows, "due").map((row) => row.typed_no)).toEqual(["2"]);
});
