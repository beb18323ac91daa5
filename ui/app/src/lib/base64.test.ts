import { expect, test } from "vitest";
import { base64, bytesOf } from "./base64";

test("bytes become the text that everybody reads, and come back", () => {
  expect(base64(new Uint8Array())).toBe("");
  expect(base64(new Uint8Array([72, 117, 120]))).toBe("SHV4");
  for (const length of [1, 2, 24_575, 24_576, 24_577, 100_000]) {
    const bytes = new Uint8Array(length).map((_, at) => (at * 7) % 256);
    const text = base64(bytes);
    expect(text).toBe(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
    expect(bytesOf(text)).toEqual(bytes);
  }
});
