import { expect, test } from "vitest";
import { stack } from "./bars";

test("parts share the bar by their values and none that occurs is too thin to see", () => {
  const drawn = stack(
    [
      { key: "held", value: 999 },
      { key: "missed", value: 1 },
      { key: "silent", value: 0 },
    ],
    1000,
  );
  expect(drawn.map((part) => part.key)).toEqual(["held", "missed"]);
  expect(drawn[1]?.size).toBeGreaterThan(3.9);
  expect((drawn[0]?.size ?? 0) + (drawn[1]?.size ?? 0)).toBeLessThanOrEqual(1000.001);
  expect(drawn[1]?.start).toBe(drawn[0]?.size);
});

test("nothing due draws nothing", () => {
  expect(stack([{ key: "held", value: 0 }], 0)).toEqual([]);
});
