// Duty windows and how one stands to now, in words.
import type { PostNow, WindowKind, WindowNow } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { m } from "$lib/paraglide/messages";

const WORDS: Record<WindowKind, () => string> = {
  in: () => m.window_in(),
  noon_out: () => m.window_noon_out(),
  noon_in: () => m.window_noon_in(),
  out: () => m.window_out(),
  evening: () => m.window_evening(),
  night: () => m.window_night(),
  weekend_in: () => m.window_weekend_in(),
  weekend_out: () => m.window_weekend_out(),
};

export function windowKindWord(kind: WindowKind): string {
  return WORDS[kind]();
}

/** The word of a code word, or nothing. */
export function windowOf(code: string): string {
  return code in WORDS ? WORDS[code as WindowKind]() : "";
}

export function windowWord(window: WindowNow): string {
  return windowKindWord(window.kind);
}

/** `现在 · 早护学 07:20–08:20 · 请提前 10 分钟到岗`: the line over a post. */
export function windowSentence(post: PostNow, length: "full" | "brief" = "full"): string {
  const window = post.window;
  if (post.paused) return m.post_paused();
  if (!window) return m.window_none();
  const span = { window: windowWord(window), start: window.start, end: window.end };
  if (window.phase === "past") return m.window_past(span);
  const line = window.phase === "now" ? m.window_now(span) : m.window_next(span);
  const [early, after] = [window.arriveBeforeMin, window.leaveAfterMin];
  if (length === "brief") return line;
  return post.me === "off"
    ? dotted(line, early > 0 && m.window_arrive_before({ minutes: early }))
    : dotted(line, after > 0 && m.window_leave_after({ minutes: after }));
}

/** `按时` or `晚到`: what the rules say about the moment, as a remark and not as a reproach. */
export function onTimeWord(kind: "duty_on" | "duty_off", onTime: boolean | null): string | undefined {
  if (onTime === null) return undefined;
  if (onTime) return m.on_time();
  return kind === "duty_on" ? m.on_late() : m.off_early();
}
