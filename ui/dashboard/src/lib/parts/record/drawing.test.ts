import { expect, test } from "vitest";
import type { Fix } from "$lib/shapes";
import { layOut } from "./drawing";

const FIX: Fix = {
  lat: 25.7213,
  lon: 119.384,
  accuracy_m: 8,
  provider: "gps",
  mock: false,
  fix_age_ms: 0,
  distance_m: 47,
  inside: true,
  radius_m: null,
  target_lat: null,
  target_lon: null,
};

test("point, fix and accuracy all lie inside the drawing", () => {
  for (const distance_m of [0, 47, 5_000]) {
    const { fix } = layOut({ ...FIX, distance_m }, 132);
    expect(fix.x + fix.accuracy).toBeLessThanOrEqual(132);
  }
});

test("a fix whose direction is unknown is drawn to the right and claims no north", () => {
  const drawing = layOut(FIX, 132);
  expect(drawing.northUp).toBe(false);
  expect(drawing.fix.y).toBe(66);
});

test("with the point's own place known, north is up", () => {
  const drawing = layOut({ ...FIX, target_lat: 25.7208, target_lon: 119.384, radius_m: 100 }, 132);
  expect(drawing.northUp).toBe(true);
  expect(drawing.fix.y).toBeLessThan(66);
  expect(drawing.target?.radius).toBeGreaterThan(40);
});

test("a record that is measured against nothing shows its fix alone", () => {
  const drawing = layOut({ ...FIX, distance_m: null, inside: null }, 132);
  expect(drawing.target).toBeNull();
  expect(drawing.fix).toMatchObject({ x: 66, y: 66 });
});
