import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { digestOf, sha256 } from "./digest";

const theirs = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("without the browser's own the digest is the same, at every length around a block", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000, 100_003]) {
    const bytes = new Uint8Array(randomBytes(length));
    expect(Buffer.from(sha256(bytes)).toString("hex"), `${length} bytes`).toBe(theirs(bytes));
  }
});

test("a file is named by its digest", async () => {
  const bytes = new Uint8Array(randomBytes(5_000));
  expect(await digestOf(new Blob([bytes]))).toBe(theirs(bytes));
});
