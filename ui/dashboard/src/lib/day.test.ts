import { expect, test } from "vitest";
import { readDay } from "./day";

test("a mistyped day in the address is no day, instead of a broken page", () => {
  expect(readDay("2026-11-23")).toBe("2026-11-23");
  for (const text of [null, "", "garbage", "2026-13-01", "2026-02-31", "23.11.2026"]) expect(readDay(text)).toBeNull();
});
