// How a post's state is said: a word, a shape and then a color. Silence is never worded as absence.
import type { LucideIcon } from "@lucide/svelte";
import CalendarOff from "@lucide/svelte/icons/calendar-off";
import Check from "@lucide/svelte/icons/check";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import Clock from "@lucide/svelte/icons/clock";
import Hourglass from "@lucide/svelte/icons/hourglass";
import Moon from "@lucide/svelte/icons/moon";
import UserMinus from "@lucide/svelte/icons/user-minus";
import UserX from "@lucide/svelte/icons/user-x";
import WifiOff from "@lucide/svelte/icons/wifi-off";
import { m } from "$lib/paraglide/messages";
import type { PostRow, PostState } from "$lib/shapes";
import { NOTABLE_ERROR_MS, plusMinus, shortMoment } from "$lib/time-words";
import { filled, headCount } from "$lib/words";

export type Tone = "ok" | "wait" | "danger" | "plain";

export const STATES: Record<PostState, { tone: Tone; icon: LucideIcon; word: () => string }> = {
  missed: { tone: "danger", icon: UserX, word: () => m.post_missed() },
  missed_pending: { tone: "danger", icon: Hourglass, word: () => m.post_missed_pending() },
  empty: { tone: "danger", icon: UserX, word: () => m.post_empty() },
  silent: { tone: "wait", icon: WifiOff, word: () => m.post_silent() },
  short: { tone: "wait", icon: UserMinus, word: () => m.post_short() },
  manned: { tone: "ok", icon: Check, word: () => m.post_manned() },
  waiting: { tone: "plain", icon: Clock, word: () => m.post_waiting() },
  cancelled: { tone: "plain", icon: CalendarOff, word: () => m.post_cancelled() },
  not_recorded_yet: { tone: "plain", icon: CircleDashed, word: () => m.post_not_recorded_yet() },
  off_hours: { tone: "plain", icon: Moon, word: () => m.post_off_hours() },
};

/** Nothing is asked of anybody, or not yet. */
const UNASKED: PostState[] = ["waiting", "cancelled", "not_recorded_yet", "off_hours"];

/** Places that are filled of those to be filled; of what is not known, or not asked, no figure. */
export function headsOf(post: PostRow): string {
  if (post.present === 0 && UNASKED.includes(post.state)) return "—";
  const unknown = post.state === "silent" && post.present === 0;
  return `${unknown ? "—" : filled({ ...post, there: post.present })} / ${post.need}`;
}

/** The state with what matters about it: the evidence of an absence, who is missing, how doubtful the clock is. */
export function stateWords(post: PostRow, nowMs: number): string {
  if (post.state === "short" && post.missing.length > 0) return m.post_short_of({ heads: headCount(post.missing) });
  const word = STATES[post.state].word();
  const detail = detailOf(post, nowMs);
  return detail ? `${word} · ${detail}` : word;
}

function detailOf(post: PostRow, nowMs: number): string | null {
  if (post.state === "missed") return post.reason ?? m.post_missed_day();
  if (post.state === "cancelled") return post.reason;
  if (post.state === "missed_pending" || post.state === "empty") {
    return post.last_contact_ms === null
      ? null
      : m.phone_was_online({ time: shortMoment(post.last_contact_ms, nowMs) });
  }
  if (post.state === "silent") return post.last_contact_ms === null ? m.post_no_phone() : m.post_silent_detail();
  if (post.state !== "manned") return null;
  const error = Math.max(0, ...post.people.map((p) => (p.hi_ms - p.lo_ms) / 2));
  return error >= NOTABLE_ERROR_MS ? m.time_error({ error: plusMinus(error) }) : null;
}
