// How well a record's time is known, in words without a clock textbook: what to believe, and why.
import { clock } from "kit/time";
import type { RecordTime } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A phone that is off by less than this is on time. */
const OFF_BY = MINUTE;

/** `20 秒`, `38 分`, `3 小时`, `2 天`: in the largest unit that is honest. */
export function lengthWord(ms: number): string {
  if (ms < MINUTE) return m.seconds({ count: Math.max(1, Math.round(ms / 1_000)) });
  if (ms < 2 * HOUR) return m.minutes({ count: Math.round(ms / MINUTE) });
  return ms < 2 * DAY ? m.hours({ count: Math.round(ms / HOUR) }) : m.days({ count: Math.round(ms / DAY) });
}

/** What is known of the time, as one sentence. */
export function timeWords(time: RecordTime): string {
  const within = lengthWord(time.errMs);
  const off = time.wallMs - time.bestMs;
  if (time.quality === "D") return m.time_d();
  if (Math.abs(off) > Math.max(OFF_BY, time.errMs)) {
    const words = { by: lengthWord(Math.abs(off)), at: clock(time.bestMs) };
    return off > 0 ? m.time_phone_ahead(words) : m.time_phone_behind(words);
  }
  if (time.quality === "A") return m.time_a({ within });
  return time.quality === "B" ? m.time_b({ within }) : m.time_c({ within });
}

/** The clock was set shortly before: how far, when that is known. */
export function jumpWords(time: RecordTime): string | undefined {
  if (!time.jumped) return undefined;
  if (time.movedMs === null || time.movedMs === 0) return m.time_jumped();
  const by = lengthWord(Math.abs(time.movedMs));
  return time.movedMs > 0 ? m.time_jumped_ahead({ by }) : m.time_jumped_back({ by });
}
