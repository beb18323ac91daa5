import { expect, test } from "vitest";
import { isOlder } from "./photo-file";

test("a file that a camera wrote after the tap is new, and one that lay there is not", () => {
  const tap = 1_800_000_000_000;
  expect(isOlder(tap + 9_000, tap)).toBe(false);
  expect(isOlder(tap - 1_000, tap)).toBe(false);
  expect(isOlder(tap - 60_000, tap)).toBe(true);
  expect(isOlder(0, tap)).toBe(true);
});
