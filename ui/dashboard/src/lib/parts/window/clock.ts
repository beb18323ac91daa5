// Minutes of a day as clocks show them, and which weekdays a window has.
import { m } from "$lib/paraglide/messages";
import type { WindowKind } from "$lib/shapes";
import { weekdayName, windowName } from "$lib/words";

const DAY = 1_440;

/** What a window is called; the watch over boarders by day is no night. */
export function nameOf(it: { kind: WindowKind; label: string; start_min: number; end_min: number }): string {
  const byDay = it.kind === "night" && it.start_min >= 360 && it.end_min <= DAY;
  return byDay ? m.windows_by_day() : windowName(it.kind, it.label);
}

/** `06:50` of a minute that may lie on the next day. */
export function clockOf(minute: number): string {
  const rest = minute % DAY;
  return `${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
}

/** `22:00–次日 06:50`. */
export function timesOf(start: number, end: number): string {
  const later = end > DAY ? `${m.windows_next_day()} ` : "";
  return `${clockOf(start)}–${later}${clockOf(end)}`;
}

/** The minute that `06:50` names. */
export function minuteOf(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}

/** Monday = 0, of a field of bits. */
export function weekdaysOf(bits: number): number[] {
  return [0, 1, 2, 3, 4, 5, 6].filter((day) => bits & (1 << day));
}

/** `周一至周五`, `周一、周三`. */
export function weekdayWords(bits: number): string {
  const days = weekdaysOf(bits);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return "";
  if (days.length > 2 && last - first === days.length - 1) return `${weekdayName(first)}–${weekdayName(last)}`;
  return days.map(weekdayName).join(m.list_comma());
}
