import { expect, test } from "vitest";
import { extended, masksText, spotAt, UNITS, WIDTHS, type Mask } from "./masks";

test("a place on the shown picture is a share of it, whatever its size on the screen", () => {
  expect(spotAt(100, 50, 200, 200)).toEqual({ x: UNITS / 2, y: UNITS / 4 });
  expect(spotAt(-9, 999, 200, 200)).toEqual({ x: 0, y: UNITS });
  expect(spotAt(5, 5, 0, 0)).toEqual({ x: 0, y: 0 });
});

test("a stroke keeps what says something new, and stays short", () => {
  let mask: Mask = { shape: "stroke", points: [{ x: 0, y: 0 }], width: WIDTHS.wide };
  mask = extended(mask, { x: 10, y: 10 });
  expect(mask.points.length).toBe(1);
  for (let x = 0; x < UNITS; x += 10_000) mask = extended(mask, { x, y: 0 });
  expect(mask.points.length).toBe(64);
  expect(mask.points.at(-1)).toEqual({ x: 990_000, y: 0 });
  expect(masksText([mask]).length).toBeLessThan(2_000);
});
