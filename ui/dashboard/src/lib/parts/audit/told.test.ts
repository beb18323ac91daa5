import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Deed } from "$lib/bindings";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { toldPath, toldWords } from "./told";

/** Each deed the server may write down. */
function deeds(): Deed[] {
  const bindings = readFileSync(new URL("../../bindings.ts", import.meta.url), "utf8");
  const union = /export type Deed =([^;]+);/.exec(bindings)?.[1] ?? "";
  return [...union.matchAll(/"(\w+)"/g)].map(([, deed]) => deed as Deed);
}

test("every deed has words in both languages, without a code or a hole", () => {
  expect(deeds().length).toBeGreaterThan(30);
  for (const locale of ["zh-CN", "en"] as const) {
    overwriteGetLocale(() => locale);
    for (const deed of deeds()) {
      const words = toldWords({ deed, args: {} });
      expect(words, deed).not.toMatch(/undefined|NaN|\{|_/);
    }
  }
});

test("a phone that is used again is told in the reader's language", () => {
  const told = { deed: "phone_state", args: { device: "d1", no: "0001", state: "active", reason: "找到了" } } as const;
  overwriteGetLocale(() => "zh-CN");
  expect(toldWords(told)).toBe("手机 0001：在用（找到了）");
  overwriteGetLocale(() => "en");
  expect(toldWords(told)).toBe("Phone 0001: In use (找到了)");
  expect(toldPath(told)).toBe("/devices/d1");
});

test("whom a post needs is told by kind", () => {
  overwriteGetLocale(() => "zh-CN");
  const args = {
    school: "龙田小学",
    name: "东门护学岗",
    need: "officer:1,teacher:2",
    radius: "100",
    lat: "25.7",
    lon: "119.3",
  };
  expect(toldWords({ deed: "post_changed", args })).toBe(
    "龙田小学岗点东门护学岗改为：需要 民警 1 人、护导教师 2 人，半径 100 米，位置 25.7, 119.3",
  );
});
