// Times with what is known about them: lengths, error bounds and the quality of a clock in plain words. The rules stand in
// the domain's time module; this file only says them so that an official without a clock textbook understands.
import { clock, daysAgo, moment, ZONE } from "kit/time";
import { m } from "./paraglide/messages";
import type { RecordTime } from "./shapes";
import { locale } from "./words";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** An error from here on stands beside the time wherever it is shown; below, only in the evidence. */
export const NOTABLE_ERROR_MS = MINUTE;
/** A phone's clock face within this of the true time is right for every purpose. */
const AGREES_MS = 2 * SECOND;

/** A length in its two largest units: `2 秒`, `38 分`, `2 天 3 小时`. */
export function span(ms: number): string {
  const length = Math.abs(ms);
  if (length < MINUTE) return m.span_seconds({ n: Math.max(1, Math.round(length / SECOND)) });
  if (length < HOUR) return m.span_minutes({ n: Math.round(length / MINUTE) });
  if (length < DAY)
    return twoUnits(
      length,
      HOUR,
      MINUTE,
      (n) => m.span_hours({ n }),
      (n) => m.span_minutes({ n }),
    );
  return twoUnits(
    length,
    DAY,
    HOUR,
    (n) => m.span_days({ n }),
    (n) => m.span_hours({ n }),
  );
}

function twoUnits(
  ms: number,
  big: number,
  small: number,
  bigWord: (n: number) => string,
  smallWord: (n: number) => string,
) {
  const smalls = Math.round(ms / small);
  const ratio = big / small;
  const rest = smalls % ratio;
  const first = bigWord(Math.floor(smalls / ratio));
  return rest === 0 ? first : `${first} ${smallWord(rest)}`;
}

/** `±2 秒`. */
export function plusMinus(ms: number): string {
  return `±${span(ms)}`;
}

/** Half the width of an interval around its best value, the wider side. */
export function errorOf(time: { lo_ms: number; hi_ms: number; best_ms: number }): number {
  return Math.max(time.hi_ms - time.best_ms, time.best_ms - time.lo_ms);
}

/** How the time is known, as one sentence: `手机时钟可信，误差 ±2 秒`. */
export function qualitySentence(quality: string, errorMs: number): string {
  const error = plusMinus(errorMs);
  if (quality === "A") return m.quality_a({ error });
  if (quality === "B") return m.quality_b({ error });
  if (quality === "C") return m.quality_c({ error });
  return m.quality_d();
}

/** What stands beside a time: its error, or nothing where only the clock face is known, whose error nobody knows. */
export function beside(quality: string, errorMs: number): string {
  return quality === "D" ? "" : plusMinus(errorMs);
}

/** What the phone's clock face showed against the corrected time. */
export function clockFace(time: RecordTime): string {
  if (time.quality === "D") return m.face_only();
  const ahead = time.wall_ms - time.best_ms;
  if (Math.abs(ahead) <= Math.max(AGREES_MS, errorOf(time))) return m.face_agrees();
  return ahead > 0 ? m.face_ahead({ span: span(ahead) }) : m.face_behind({ span: span(ahead) });
}

/** The interval that holds the true moment, or that it is known to the second. */
export function trueTime(time: RecordTime): string {
  const [lo, hi] = [momentBeside(time.lo_ms, time.best_ms), momentBeside(time.hi_ms, time.best_ms)];
  return lo === hi ? m.to_the_second({ time: lo }) : m.between({ lo, hi });
}

/** How long a record was under way: `立即`, `26 分后`. */
export function underWay(madeMs: number, receivedMs: number): string {
  const length = receivedMs - madeMs;
  return length < MINUTE ? m.arrived_at_once() : m.arrived_after({ span: span(length) });
}

/** `07:12:04`, in China's time. */
export function clockSeconds(ms: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, timeStyle: "medium" }).format(ms);
}

/** `2026年11月23日 周一 07:12:04`: nothing left to guess. */
export function fullMoment(ms: number): string {
  const options = { timeZone: ZONE, year: "numeric", month: "short", day: "numeric", weekday: "short" } as const;
  const language = locale() === "en" ? "en-GB" : "zh-CN";
  const date = new Intl.DateTimeFormat(language, options).format(ms).replace(/(?=周)/, " ");
  return `${date.replace(",", "")} ${clockSeconds(ms)}`;
}

/** The clock with seconds, with its day when that is another than `besideMs` has. */
export function momentBeside(ms: number, besideMs: number): string {
  return daysAgo(ms, besideMs) === 0 ? clockSeconds(ms) : fullMoment(ms);
}

/** `07:12` on the day of `nowMs`, else with the day. */
export function shortMoment(ms: number, nowMs: number): string {
  return moment(ms, nowMs, locale());
}

/** `3 分钟前` within the hour, then the clock, then the day: what a column of contacts needs. */
export function contact(ms: number, nowMs: number): string {
  const length = Math.max(0, nowMs - ms);
  if (length < MINUTE) return m.just_now();
  if (length < HOUR) return m.minutes_ago({ n: Math.floor(length / MINUTE) });
  return daysAgo(ms, nowMs) === 0 ? clock(ms) : moment(ms, nowMs, locale());
}
