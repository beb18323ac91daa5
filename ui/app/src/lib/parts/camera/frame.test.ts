import { expect, test } from "vitest";
import { grey } from "./frame";

test("a frame has a byte for each pixel, as bright as an eye sees it", () => {
  const pixels = [255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255];
  expect([...grey(new Uint8ClampedArray(pixels))]).toEqual([255, 0, 76, 149, 28]);
});
