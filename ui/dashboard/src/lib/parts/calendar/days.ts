// What a day of the calendar is called and how it is marked: a word and a sign for each, never a color alone.
import { day as dayOf } from "kit/time";
import { m } from "$lib/paraglide/messages";
import type { CalendarDay } from "$lib/shapes";
import { dayKind, locale } from "$lib/words";

export type Face = CalendarDay["kind"] | "made_up" | "weekend" | "out";

/** Monday = 0, of a day such as `2026-11-23`. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** How a day is drawn: an ordinary weekend and the vacation are no news. */
export function faceOf(it: CalendarDay): Face {
  if (it.kind === "class" && it.weekday !== weekdayOf(it.day)) return "made_up";
  if (it.kind === "no_class" && it.reason === "") return "out";
  if (it.kind === "class" && weekdayOf(it.day) > 4) return "weekend";
  return it.kind;
}

/** `10月10日 周六`, `Sat 10 Oct`. */
export function dayWords(day: string): string {
  return dayOf(Date.parse(`${day}T12:00:00+08:00`), locale());
}

/** `2026年10月`, `October 2026`. */
export function monthWords(month: string): string {
  const language = locale() === "en" ? "en-GB" : "zh-CN";
  const date = new Intl.DateTimeFormat(language, { timeZone: "UTC", month: "long", year: "numeric" });
  return date.format(new Date(`${month}-01T00:00:00Z`));
}

/** The sentence behind a day. */
export function dayTitle(it: CalendarDay, counted: boolean): string {
  const face = faceOf(it);
  const kind = face === "out" ? m.calendar_out_of_term() : dayKind(face === "made_up" ? "made_up" : it.kind);
  const why = [kind, it.reason].filter(Boolean).join(" · ");
  const day = dayWords(it.day);
  return counted
    ? m.calendar_day_label({ day, kind: why, count: it.windows })
    : m.calendar_day_plain({ day, kind: why });
}

/** Days of a school year by month, in order. */
export function months(days: readonly CalendarDay[]): { month: string; days: CalendarDay[] }[] {
  const found: { month: string; days: CalendarDay[] }[] = [];
  for (const day of days) {
    const month = day.day.slice(0, 7);
    const last = found.at(-1);
    if (last?.month === month) last.days.push(day);
    else found.push({ month, days: [day] });
  }
  return found;
}

/** `2026-10-01` to `2026-10-07` as people say it. */
export function stretch(first: string, last: string): string {
  return first === last ? dayWords(first) : `${dayWords(first)} — ${dayWords(last)}`;
}

/** Days between, both included. */
export function lengthOf(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
}
