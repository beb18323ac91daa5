// Times as people read them. Everything is shown in China's time, whatever the device believes, and
// every figure has its word from Intl, so that this file needs no message of its own.

export const ZONE = "Asia/Shanghai";

/** The two languages of Huxiao. */
export type Locale = "zh-CN" | "en";

const made = new Map<string, Intl.DateTimeFormat>();

function format(locale: Locale, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${key}`;
  const known = made.get(name);
  if (known) return known;
  const fresh = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { timeZone: ZONE, ...options });
  made.set(name, fresh);
  return fresh;
}

/** `07:12`, in China's time. */
export function clock(ms: number): string {
  return format("en", "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** `11月23日 周一`, `Mon 23 Nov`. */
export function day(ms: number, locale: Locale): string {
  const parts = format(locale, "day", { month: locale === "en" ? "short" : "long", day: "numeric" }).format(ms);
  const weekday = format(locale, "weekday", { weekday: "short" }).format(ms);
  return locale === "en" ? `${weekday} ${parts}` : `${parts} ${weekday}`;
}

/** `2026-11-23`, the civil date in China; also the key by which times are grouped. */
export function isoDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Whole days from `ms` back to `nowMs` by China's calendar: 0 today, 1 yesterday. */
export function daysAgo(ms: number, nowMs: number): number {
  return Math.round((Date.parse(isoDay(nowMs)) - Date.parse(isoDay(ms))) / 86_400_000);
}

/** `今天`, `昨天`, `11月20日 周五`: the heading over a day's records. */
export function dayName(ms: number, nowMs: number, locale: Locale): string {
  const ago = daysAgo(ms, nowMs);
  if (ago < 0 || ago > 1) return day(ms, locale);
  const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
  return locale === "en" ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

/** `07:12` today, `昨天 07:12`, `11月20日 周五 07:12`: short, and never in doubt about the day. */
export function moment(ms: number, nowMs: number, locale: Locale): string {
  return daysAgo(ms, nowMs) === 0 ? clock(ms) : `${dayName(ms, nowMs, locale)} ${clock(ms)}`;
}

/** `3分钟前`, `2 hours ago`; under a minute it is "now". */
export function ago(ms: number, nowMs: number, locale: Locale): string {
  const minutes = Math.max(0, Math.round((nowMs - ms) / 60_000));
  const words = new Intl.RelativeTimeFormat(locale, { numeric: minutes === 0 ? "auto" : "always" });
  if (minutes === 0) return words.format(0, "second");
  if (minutes < 60) return words.format(-minutes, "minute");
  if (minutes < 48 * 60) return words.format(-Math.round(minutes / 60), "hour");
  return words.format(-Math.round(minutes / (24 * 60)), "day");
}
