import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { LiveCoder, secondsLeft, stepOf } from "./code";

/** The same point, key and moment as in the test of `crates/protocol/src/live_code.rs`. */
const POINT = "00000000-0000-0000-0000-000000009017";
const GOLDEN = "HX2.AAAAAAAAAAAAAAAAAAAAAAEQC4BZCLWG3RMNLIZASOYLXNZ7";

function derived(): string {
  const mac = createHmac("sha256", Buffer.alloc(32, 3));
  mac.update("huxiao-live-key-1");
  mac.update(Buffer.from(POINT.replaceAll("-", ""), "hex"));
  mac.update(Buffer.from([0, 0, 0, 1]));
  return mac.digest("hex");
}

test("the browser makes the very code that the server knows", async () => {
  const coder = await LiveCoder.of(POINT, derived());
  expect(await coder.at(1_795_390_261_234)).toBe(GOLDEN);
  expect(await coder.at(1_795_390_261_234 + 30_000)).not.toBe(GOLDEN);
});

test("a code is shown for thirty seconds", () => {
  expect(stepOf(59_999)).toBe(1);
  expect([secondsLeft(0), secondsLeft(1), secondsLeft(29_001), secondsLeft(30_000)]).toEqual([30, 30, 1, 30]);
});
