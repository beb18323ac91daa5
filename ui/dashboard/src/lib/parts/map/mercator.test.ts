import { expect, test } from "vitest";
import { Ground } from "../ground/ground";
import { addressOf, latitude, northing, tilesIn } from "./mercator";
import { fit } from "./scale";

/** The picture that holds a place, as every base map numbers it. */
function numberOf(lat: number, lon: number, z: number) {
  const rad = (lat * Math.PI) / 180;
  const y = (1 - Math.log(Math.tan(rad) + 1 / Math.cos(rad)) / Math.PI) / 2;
  return { x: ((lon + 180) / 360) * 2 ** z, y: y * 2 ** z };
}

test("a latitude goes to the map and back, and the world is a square", () => {
  for (const lat of [-60, 0, 25.72, 53.5]) expect(latitude(northing(lat))).toBeCloseTo(lat, 10);
  expect(northing(85.0511287798)).toBeCloseTo(180, 6);
});

const CENTERS = [
  { lat: 25.7213, lon: 119.384 },
  { lat: 53.48, lon: 122.37 },
  { lat: 18.25, lon: 109.5 },
];

test("a picture of the base map lies where the drawn map has its place, near and far, south and north", () => {
  for (const center of CENTERS) {
    for (const metersPerPixel of [0.2, 1, 9, 60]) {
      const ground = new Ground(center, metersPerPixel, 700, 420);
      const tiles = tilesIn(ground.view);
      for (const at of [center, ground.place({ x: 10, y: 410 }), ground.place({ x: 690, y: 5 })]) {
        const number = numberOf(at.lat, at.lon, tiles[0]!.z);
        const tile = tiles.find(({ x, y }) => x === Math.floor(number.x) && y === Math.floor(number.y))!;
        const { x, y } = ground.xy(at);
        expect(Math.abs(tile.left + (number.x - tile.x) * tile.width - x)).toBeLessThan(1.01);
        expect(Math.abs(tile.top + (number.y - tile.y) * tile.height - y)).toBeLessThan(1.01);
      }
    }
  }
});

test("the window is covered without a gap, by no more pictures than it needs", () => {
  const spots = [
    { id: "南", lat: 25.4, lon: 119.3 },
    { id: "北", lat: 25.8, lon: 119.6 },
  ];
  const tiles = tilesIn(fit(spots, { width: 380, height: 230, pad: 20 }).view);
  expect(tiles.length).toBeLessThanOrEqual(12);
  for (const tile of tiles) {
    expect(tile.width).toBeGreaterThan(180);
    const right = tiles.find(({ x, y }) => x === tile.x + 1 && y === tile.y);
    if (right) expect(tile.left + tile.width).toBe(right.left);
  }
  const area = (cut: (at: number, most: number) => number) =>
    tiles.reduce((sum, { left, top, width, height }) => {
      const [w, h] = [cut(left + width, 380) - cut(left, 380), cut(top + height, 230) - cut(top, 230)];
      return sum + w * h;
    }, 0);
  expect(area((at, most) => Math.min(most, Math.max(0, at)))).toBe(380 * 230);
});

test("an address names the picture", () => {
  const tile = tilesIn(new Ground(CENTERS[0]!, 1, 100, 100).view)[0]!;
  expect(addressOf("https://t.example/?l={z}&c={x}&r={y}", tile)).toBe(
    `https://t.example/?l=${tile.z}&c=${tile.x}&r=${tile.y}`,
  );
});
