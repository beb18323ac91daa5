import { expect, test } from "vitest";
import { placeLabels, textWidth } from "./labels";
import { fit, scaleBar, type Spot } from "./scale";

const BOX = { width: 380, height: 230, pad: 20 };
const spot = (id: string, lat: number, lon: number): Spot => ({ id, lat, lon });

test("all posts lie inside the box, north is up and east is right", () => {
  const spots = [spot("南西", 25.43, 119.29), spot("北东", 25.77, 119.62), spot("中", 25.6, 119.45)];
  const [sw, ne] = fit(spots, BOX).place(spots);
  for (const { x, y } of fit(spots, BOX).place(spots)) {
    expect(x).toBeGreaterThanOrEqual(BOX.pad - 1);
    expect(x).toBeLessThanOrEqual(BOX.width - BOX.pad + 1);
    expect(y).toBeGreaterThanOrEqual(BOX.pad - 1);
    expect(y).toBeLessThanOrEqual(BOX.height - BOX.pad + 1);
  }
  expect(sw!.x).toBeLessThan(ne!.x);
  expect(sw!.y).toBeGreaterThan(ne!.y);
});

test("a meter is as long northward as eastward", () => {
  const spots = [
    spot("甲", 25.6, 119.45),
    spot("北", 25.61, 119.45),
    spot("东", 25.6, 119.45 + 0.01 / Math.cos(0.44682)),
  ];
  const [a, north, east] = fit(spots, BOX).place(spots);
  expect(Math.abs(a!.y - north!.y)).toBeCloseTo(Math.abs(east!.x - a!.x), 0);
});

test("one school alone stands in the middle of a neighborhood, and none at all is no error", () => {
  const alone = [spot("甲", 25.6, 119.45)];
  expect(fit(alone, BOX).place(alone)[0]).toMatchObject({ x: 190, y: 115 });
  expect(fit(alone, BOX).metersPerPixel).toBeGreaterThan(1);
  expect(fit([], BOX).place([])).toEqual([]);
});

test("two posts of one school do not cover each other", () => {
  const spots = [spot("东门", 25.6, 119.45), spot("西门", 25.6, 119.45), spot("远", 25.7, 119.55)];
  const [a, b] = fit(spots, BOX).place(spots);
  expect(Math.hypot(a!.x - b!.x, a!.y - b!.y)).toBeGreaterThanOrEqual(10);
});

test("the scale bar has a round length that fits", () => {
  expect(scaleBar(40, 90)).toEqual({ meters: 2_000, pixels: 50 });
  expect(scaleBar(1.2, 90).meters).toBe(100);
});

test("names cover neither each other nor a post in need, and stay inside the map", () => {
  const wanted = [
    { id: "甲", text: "第二小学", x: 370, y: 100 },
    { id: "乙", text: "第六小学", x: 360, y: 104 },
    { id: "丙", text: "中学", x: 20, y: 20 },
  ];
  const labels = placeLabels(wanted, wanted, BOX, 10);
  expect(labels.find((label) => label.id === "甲")?.anchor).not.toBe("start");
  for (const label of labels) {
    const left = { start: label.x, end: label.x - textWidth(label.text), middle: label.x - textWidth(label.text) / 2 };
    expect(left[label.anchor]).toBeGreaterThanOrEqual(0);
    expect(left[label.anchor] + textWidth(label.text)).toBeLessThanOrEqual(BOX.width);
  }
});
