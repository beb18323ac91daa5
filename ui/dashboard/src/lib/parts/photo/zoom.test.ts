import { expect, test } from "vitest";
import { Zoom } from "./zoom.svelte";

const at = (zoom: Zoom) => (zoom.css.match(/-?[\d.]+/g) ?? []).map(Number);

test("a picture is nearest at eight times and whole at one", () => {
  const zoom = new Zoom();
  expect([zoom.whole, zoom.nearest]).toEqual([true, false]);
  for (let step = 0; step < 10; step += 1) zoom.nearer();
  expect([zoom.scale, zoom.whole, zoom.nearest]).toEqual([8, false, true]);
  for (let step = 0; step < 10; step += 1) zoom.farther();
  expect(zoom.whole).toBe(true);
});

test("the place under the pointer stays there", () => {
  const zoom = new Zoom();
  zoom.stage(800, 600);
  zoom.by(2, 100, 50);
  expect(at(zoom)).toEqual([-100, -50, 2]);
});

test("a drag ends where the picture does, and a whole one stays where it is", () => {
  const zoom = new Zoom();
  zoom.stage(800, 600);
  zoom.drag(50, 50);
  expect(at(zoom)).toEqual([0, 0, 1]);
  zoom.by(2, 0, 0);
  zoom.drag(5_000, -5_000);
  expect(at(zoom)).toEqual([400, -300, 2]);
  zoom.by(0.5, 400, -300);
  expect(at(zoom)).toEqual([0, 0, 1]);
});
