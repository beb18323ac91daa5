import { expect, test } from "vitest";
import type { Proof, ProofCode, Scan } from "$lib/bindings";
import { codeSignal, photoSignal, reasonsLine } from "./proof-words";

const proof = (code: ProofCode, ok: boolean): Proof => ({ level: "B", reasons: [{ code, ok }], distanceM: null });
const scan = (change: Partial<Scan> = {}): Scan => ({
  text: "HX1.",
  kind: "tag",
  bootMs: 1,
  pointId: "c1",
  point: "后围墙巡查点",
  image: null,
  ...change,
});

test("a code says what it is, and what it is not", () => {
  expect(codeSignal(null, null, "c1")).toEqual({ ok: false, line: "墙上的码，或屏幕上的动态码" });
  expect(codeSignal(proof("tag_valid", true), scan(), "c1").ok).toBe(true);
  expect(codeSignal(proof("tag_retired", false), scan(), "c1").line).toContain("旧码");
  expect(codeSignal(proof("tag_invalid", false), scan({ kind: "other" }), "c1").line).toContain("换一个扫");
});

test("the code of another point is told by that point's name", () => {
  expect(codeSignal(proof("tag_invalid", false), scan({ pointId: "c2", point: "配电房" }), "c1").line).toContain(
    "配电房",
  );
});

test("a live code is only read here: the server judges it", () => {
  const live = codeSignal(proof("live_unjudged", true), scan({ kind: "live", text: "HX2." }), "c1");
  expect(live.line).toContain("由服务器核对");
});

test("a picture that was there before is no proof, whatever hangs in the form", () => {
  expect(photoSignal(proof("position_missing", false), 0).ok).toBe(false);
  expect(photoSignal(proof("photo_fresh", true), 2)).toEqual({ ok: true, line: "已拍 2 张" });
  const old = photoSignal(proof("position_missing", false), 2);
  expect(old.ok).toBe(false);
  expect(old.line).toContain("不算现场照片");
});

test("a saved record says what speaks for it and what does not", () => {
  const reasons: Proof["reasons"] = [
    { code: "tag_valid", ok: true },
    { code: "position_outside", ok: false },
  ];
  expect(reasonsLine({ level: "B", reasons, distanceM: 900 })).toBe("✓ 扫到这里的码，已验证、– 定位在范围外");
});
