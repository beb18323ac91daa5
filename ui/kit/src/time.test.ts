import { expect, test } from "vitest";
import { isPlainEnter } from "./keys";
import { bytes, percent } from "./number";
import { ago, clock, day, dayName, isoDay, moment } from "./time";

const AT = Date.parse("2026-11-22T23:12:00Z"); // Monday 07:12 in Fuqing

test("a time reads in China's time, whatever the machine's zone", () => {
  expect(clock(AT)).toBe("07:12");
  expect(clock(Date.parse("2026-11-22T16:00:00Z"))).toBe("00:00");
  expect(isoDay(AT)).toBe("2026-11-23");
  expect(day(AT, "zh-CN")).toBe("11月23日 周一");
  expect(day(AT, "en")).toBe("Mon 23 Nov");
});

test("a day is named by the calendar, not by hours gone", () => {
  const lateEvening = Date.parse("2026-11-22T15:59:00Z");
  expect(dayName(lateEvening, AT, "zh-CN")).toBe("昨天");
  expect(dayName(AT, AT, "en")).toBe("Today");
  expect(moment(AT, AT, "zh-CN")).toBe("07:12");
  expect(moment(lateEvening, AT, "zh-CN")).toBe("昨天 23:59");
  expect(moment(AT - 5 * 86_400_000, AT, "zh-CN")).toBe("11月18日 周三 07:12");
});

test("how long ago is said in the largest unit that is honest", () => {
  expect(ago(AT - 20_000, AT, "zh-CN")).toBe("现在");
  expect(ago(AT - 3 * 60_000, AT, "zh-CN")).toBe("3分钟前");
  expect(ago(AT - 5 * 3_600_000, AT, "en")).toBe("5 hours ago");
  expect(ago(AT - 4 * 86_400_000, AT, "zh-CN")).toBe("4天前");
});

test("figures carry their unit", () => {
  expect(bytes(999, "en")).toBe("999\u00a0B");
  expect(bytes(231_000, "zh-CN")).toBe("231\u00a0KB");
  expect(bytes(1_240_000, "en")).toBe("1.2\u00a0MB");
  expect(percent(47, 51, "zh-CN")).toBe("92.2%");
  expect(percent(0, 0, "en")).toBe("—");
});

test("the Enter that ends a Chinese word sends nothing", () => {
  const press = (init: object) =>
    isPlainEnter({ key: "Enter", isComposing: false, keyCode: 13, ...init } as KeyboardEvent);
  expect(press({})).toBe(true);
  expect(press({ isComposing: true })).toBe(false);
  expect(press({ keyCode: 229 })).toBe(false);
});
