import { expect, test } from "vitest";
import { around, Ground, metersBetween, moved, readPlace, rounded } from "./ground";

const school = { lat: 25.7213, lon: 119.384 };

test("a place goes to the map and back", () => {
  const ground = new Ground(school, 0.8, 600, 400);
  expect(ground.xy(school)).toEqual({ x: 300, y: 200 });
  const gate = moved(school, 80, -40);
  const { x, y } = ground.xy(gate);
  expect([Math.round(x), Math.round(y)]).toEqual([400, 250]);
  expect(metersBetween(ground.place({ x, y }), gate)).toBeLessThan(0.01);
});

test("the map shows everything, and a lonely school gets some ground", () => {
  const far = moved(school, 900, 100);
  const ground = around(school, [far, school], 600, 400);
  const { x, y } = ground.xy(far);
  expect(x).toBeLessThanOrEqual(561);
  expect(y).toBeGreaterThan(0);
  expect(around(school, [], 600, 400).metersPerPixel * 400).toBeCloseTo(120);
});

test("looking nearer or farther keeps the middle and has an end", () => {
  let ground = new Ground(school, 1, 600, 400);
  for (let turn = 0; turn < 40; turn += 1) ground = ground.zoomed(2);
  expect(ground.metersPerPixel * 600).toBeCloseTo(120);
  expect(ground.xy(school)).toEqual({ x: 300, y: 200 });
  expect(ground.resized(300, 200).metersPerPixel * 200).toBeCloseTo(ground.metersPerPixel * 400);
});

test("coordinates are read in the order in which either map gives them", () => {
  expect(readPlace("25.7213, 119.384")).toEqual(school);
  expect(readPlace("119.384,25.7213")).toEqual(school);
  expect(readPlace(" 25.7213  119.384 ")).toEqual(school);
  for (const none of ["", "25.7", "a b", "25 119 3", "95, 200"]) expect(readPlace(none)).toBeNull();
  expect(rounded({ lat: 25.72130004, lon: 119.38400006 })).toEqual({ lat: 25.7213, lon: 119.3840001 });
});
