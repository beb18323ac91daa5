import { expect, test } from "vitest";
import type { RecordTime } from "$lib/bindings";
import { jumpWords, lengthWord, timeWords } from "./time-words";

const AT = Date.parse("2026-11-22T23:12:00Z"); // 07:12 in Fuqing

function time(change: Partial<RecordTime> = {}): RecordTime {
  return { wallMs: AT, bestMs: AT, errMs: 2_000, quality: "A", jumped: false, movedMs: null, tzMin: 480, ...change };
}

test("a time the server checked says so, with its bound", () => {
  expect(timeWords(time())).toBe("时间已由服务器核对，误差不超过 2 秒");
  expect(timeWords(time({ quality: "D" }))).toContain("联网后");
});

test("a wrong phone clock is named, and what holds instead", () => {
  expect(timeWords(time({ wallMs: AT + 38 * 60_000 }))).toBe("手机时间不准（快了 38 分），按 07:12 算");
  expect(timeWords(time({ wallMs: AT - 5 * 3_600_000, quality: "C" }))).toBe(
    "手机时间不准（慢了 5 小时），按 07:12 算",
  );
  expect(timeWords(time({ wallMs: AT + 50_000 })), "within a minute nobody is told off").toContain("核对");
  expect(
    timeWords(time({ wallMs: AT + 300_000, errMs: 600_000, quality: "C" })),
    "within the bound it may be right",
  ).toContain("推算");
});

test("a clock that was set says how far", () => {
  expect(jumpWords(time())).toBeUndefined();
  expect(jumpWords(time({ jumped: true }))).toBeTruthy();
  expect(jumpWords(time({ jumped: true, movedMs: -3_600_000 }))).toContain("往回拨了 60 分");
});

test("lengths are said in the largest honest unit", () => {
  expect([400, 59_000, 60_000, 7_000_000, 9_000_000, 3 * 86_400_000].map(lengthWord)).toEqual([
    "1 秒",
    "59 秒",
    "1 分",
    "117 分",
    "3 小时",
    "3 天",
  ]);
});
