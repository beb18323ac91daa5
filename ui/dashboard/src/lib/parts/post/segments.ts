// The window of a post as a row of equal pieces: in which of them people stood there, and in which nobody is known to have.
// A piece that nothing is known about is never painted as absence.
import type { PostRow } from "$lib/shapes";

export type Piece = "full" | "part" | "early" | "gone" | "unheard" | "none" | "ahead";
export type Span = { startMs: number; endMs: number };
export type Bar = Span & { stepMs: number; pieces: number };

const MINUTE = 60_000;
/** People are asked to be there this long before the window starts. */
const ARRIVE_MIN = 20;
const PIECES_MAX = 10;
const STEPS_MIN = [10, 15, 20, 30, 60, 90, 120] as const;

/** `date` and `HH:MM` in China's time as UTC milliseconds; an end before its start belongs to the next day. */
export function windowSpan(date: string, window: { start: string; end: string }): Span {
  const at = (clock: string) => Date.parse(`${date}T${clock}:00+08:00`);
  const startMs = at(window.start);
  const endMs = at(window.end);
  return { startMs, endMs: endMs > startMs ? endMs : endMs + 24 * 60 * MINUTE };
}

/** The bar over a window, from the time people should arrive to its end, in pieces of a round length. */
export function barOf(span: Span): Bar {
  const startMs = span.startMs - ARRIVE_MIN * MINUTE;
  const length = (span.endMs - startMs) / MINUTE;
  const step = STEPS_MIN.find((minutes) => Math.ceil(length / minutes) <= PIECES_MAX) ?? Math.ceil(length / PIECES_MAX);
  const pieces = Math.max(1, Math.ceil(length / step));
  return { startMs, endMs: startMs + pieces * step * MINUTE, stepMs: step * MINUTE, pieces };
}

/** What each piece of the bar shows for a post. */
export function piecesOf(post: PostRow, bar: Bar, window: Span, nowMs: number): Piece[] {
  return Array.from({ length: bar.pieces }, (_, index) => {
    const from = bar.startMs + index * bar.stepMs;
    const to = from + bar.stepMs;
    const there = new Set(
      post.people
        .filter((p) => p.on_ms < to && (p.off_ms ?? nowMs) > from && p.on_ms <= nowMs)
        .map((p) => p.staff_id ?? p.record_id),
    ).size;
    if (there >= post.need && there > 0) return "full";
    if (there > 0) return from < window.startMs ? "early" : "part";
    if (post.state === "silent") return "unheard";
    if (from >= nowMs) return "ahead";
    if (
      (post.state === "missed" || post.state === "missed_pending" || post.state === "empty") &&
      from >= window.startMs
    )
      return "gone";
    return "none";
  });
}
