import { expect, test } from "vitest";
import { bytesWithin, isOlder } from "./photo-file";

test("a file that a camera wrote after the tap is new, and one that lay there is not", () => {
  const tap = 1_800_000_000_000;
  expect(isOlder(tap + 9_000, tap)).toBe(false);
  expect(isOlder(tap - 1_000, tap)).toBe(false);
  expect(isOlder(tap - 60_000, tap)).toBe(true);
  expect(isOlder(0, tap)).toBe(true);
});

test("a file that is too long is refused without a look at its bytes", async () => {
  const file = new Blob([new Uint8Array(11)]);
  file.arrayBuffer = () => Promise.reject(new Error("its bytes were read"));
  const refused = { code: "image-too-large", args: { what: "bytes", max: "10" } };
  await expect(bytesWithin(file, 10)).rejects.toEqual(refused);
  expect((await bytesWithin(new Blob([new Uint8Array(10)]), 10)).length).toBe(10);
});
