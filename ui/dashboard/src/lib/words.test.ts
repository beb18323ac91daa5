import { expect, test } from "vitest";
import { filled } from "./words";

test("heads beyond what their kind asks for fill nobody else's place", () => {
  const noOfficer = [{ count: 1 }];
  expect(filled({ need: 4, there: 4, missing: noOfficer })).toBe(3);
  expect(filled({ need: 4, there: 1, missing: [{ count: 1 }, { count: 2 }] })).toBe(1);
  expect(filled({ need: 4, there: 0, missing: [{ count: 4 }] })).toBe(0);
  expect(filled({ need: 4, there: 5, missing: [] })).toBe(5);
});
