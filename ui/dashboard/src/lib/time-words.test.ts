import { beforeEach, expect, test } from "vitest";
import { overwriteGetLocale } from "./paraglide/runtime";
import type { RecordTime } from "./shapes";
import {
  beside,
  clockFace,
  contact,
  errorOf,
  fullMoment,
  plusMinus,
  qualitySentence,
  span,
  trueTime,
  underWay,
} from "./time-words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AT = Date.parse("2026-11-23T07:12:04+08:00");

beforeEach(() => overwriteGetLocale(() => "zh-CN"));

function time(change: Partial<RecordTime>): RecordTime {
  const clocks = { lo_ms: AT - 2_000, best_ms: AT, hi_ms: AT + 2_000, wall_ms: AT, received_ms: AT + 9_000 };
  return { ...clocks, quality: "A", tz_min: 480, boot_ms: 1, correction_ms: 0, stated_ms: null, flags: [], ...change };
}

test("a length is told in its two largest units", () => {
  expect(span(2_000)).toBe("2 秒");
  expect(span(300)).toBe("1 秒");
  expect(span(38 * MINUTE)).toBe("38 分");
  expect(span(3 * HOUR + 5 * MINUTE)).toBe("3 小时 5 分");
  expect(span(51 * HOUR)).toBe("2 天 3 小时");
  expect(span(24 * HOUR)).toBe("1 天");
});

test("the quality of a clock is a sentence with its error", () => {
  expect(qualitySentence("A", errorOf(time({})))).toBe("手机时钟可信，误差 ±2 秒");
  expect(qualitySentence("D", 10 * MINUTE)).toContain("还没有核对");
  expect(beside("D", 10 * MINUTE)).toBe("");
  expect(beside("C", 10 * MINUTE)).toBe("±10 分");
  overwriteGetLocale(() => "en");
  expect(qualitySentence("B", 1_000)).toBe("Set by satellite time, error ±1 s");
});

test("the wider side of an interval is its error", () => {
  expect(plusMinus(errorOf(time({ lo_ms: AT - 4 * MINUTE })))).toBe("±4 分");
});

test("a phone that was fast is said to be fast, and a right one to be right", () => {
  expect(clockFace(time({ wall_ms: AT + 38 * MINUTE }))).toBe("手机快了 38 分，已校正");
  expect(clockFace(time({ wall_ms: AT - 2 * HOUR }))).toBe("手机慢了 2 小时，已校正");
  expect(clockFace(time({ wall_ms: AT + 1_500 }))).toBe("与真实时间相符");
});

test("a clock without anything to compare with is never called right", () => {
  expect(clockFace(time({ quality: "D" }))).toBe("没有可对照的时间");
});

test("the true time is an interval, and across midnight it names both days", () => {
  expect(trueTime(time({}))).toBe("07:12:02 至 07:12:06 之间");
  expect(trueTime(time({ lo_ms: AT - 4, hi_ms: AT + 4 }))).toContain("07:12:04");
  expect(trueTime(time({ lo_ms: AT - 10 * HOUR }))).toContain("2026年11月22日");
});

test("a record that was long under way says for how long", () => {
  expect(underWay(AT, AT + 5_000)).toBe("当即送达");
  expect(underWay(AT, AT + 26 * MINUTE)).toBe("做完 26 分后送达");
});

test("a moment of evidence leaves no doubt about year, day and second", () => {
  expect(fullMoment(AT)).toBe("2026年11月23日 周一 07:12:04");
  overwriteGetLocale(() => "en");
  expect(fullMoment(AT)).toBe("Mon 23 Nov 2026 07:12:04");
});

test("the last contact is near in minutes, then a clock, then a day", () => {
  expect(contact(AT, AT + 20_000)).toBe("刚刚");
  expect(contact(AT, AT + 4 * MINUTE)).toBe("4 分钟前");
  expect(contact(AT, AT + 3 * HOUR)).toBe("07:12");
  expect(contact(AT, AT + 24 * HOUR)).toBe("昨天 07:12");
});
