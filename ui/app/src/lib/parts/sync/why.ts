// Why something still waits, in words a guard understands, and what there is to do about it. The reason comes from the last
// exchange as the phone itself saw it; nothing here guesses.
import { moment } from "kit/time";
import type { SyncLine } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";
import { KNOWN_PROBLEMS, reasonSentence } from "$lib/problem";
import { locale } from "$lib/words.svelte";

export type Why = { tone: "wait" | "danger"; why: string; todo: string };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Words = (line: SyncLine, nowMs: number) => Omit<Why, "tone">;

/** What mends itself. */
const WAITS: Partial<Record<string, Words>> = {
  "no-network": () => ({ why: m.why_offline(), todo: m.todo_offline() }),
  "server-unreachable": (line, nowMs) => ({
    why: m.why_no_server(),
    todo: isLong(line, nowMs) ? m.todo_no_server_long() : m.todo_no_server(),
  }),
  "not-our-server": () => ({ why: m.why_portal(), todo: m.todo_portal() }),
  "server-busy": (line, nowMs) => ({ why: m.why_busy(), todo: busyTodo(line, nowMs) }),
  "epoch-behind": () => ({ why: m.why_epoch_behind(), todo: m.todo_epoch_behind() }),
  "history-fork": () => ({ why: m.why_fork(), todo: m.todo_fork() }),
};

/** What needs somebody. */
const HELP: Partial<Record<string, Words>> = {
  "device-revoked": () => ({ why: m.why_revoked(), todo: m.todo_ask_office() }),
  "device-suspended": () => ({ why: m.why_suspended(), todo: m.todo_ask_office() }),
  "device-unknown": () => ({ why: m.why_unknown(), todo: m.todo_ask_office() }),
  "clock-or-certificate": () => ({ why: m.why_clock(), todo: m.todo_clock() }),
  "server-cannot-read": () => ({ why: m.why_unreadable(), todo: m.todo_ask_office() }),
  "storage-low": () => ({ why: m.why_disk_full(), todo: m.todo_disk_full() }),
  "disk-full": () => ({ why: m.why_disk_full(), todo: m.todo_disk_full() }),
};

/** A day without the server is not the network's fault any more: somebody at the office has to look. */
const isLong = (line: SyncLine, nowMs: number) => nowMs - (line.lastContactMs ?? line.oldestPendingMs ?? nowMs) > DAY;

function busyTodo(line: SyncLine, nowMs: number): string {
  const left = line.nextTryMs === null ? 0 : line.nextTryMs - nowMs;
  return left >= MINUTE ? m.todo_busy_minutes({ minutes: Math.ceil(left / MINUTE) }) : m.todo_busy_soon();
}

/** What became of pictures that will never be sent, and what to do; nothing when there are none. */
export function whyLost(line: SyncLine): Why | null {
  if (line.photosLost === 0) return null;
  return { tone: "danger", why: m.photos_lost_why({ count: line.photosLost }), todo: m.photos_lost_todo() };
}

/** Why what waits waits; nothing when nothing does. */
export function whyWaits(line: SyncLine, nowMs: number): Why | null {
  if (line.state === "all_delivered" || line.state === "photos_lost") return null;
  const code = line.reason ?? "";
  if (line.state === "sending") return { tone: "wait", why: m.why_sending(), todo: m.todo_sending() };
  const waits = WAITS[code];
  if (waits) return { tone: "wait", ...waits(line, nowMs) };
  const help = HELP[code];
  if (help) return { tone: "danger", ...help(line, nowMs) };
  if (line.state === "attention") {
    const why = KNOWN_PROBLEMS.includes(code) ? reasonSentence(code) : m.problem_other();
    return { tone: "danger", why, todo: m.todo_ask_office() };
  }
  // What the settings hold back is told only when nothing else waits: records always go.
  if (line.photosHeld && line.pendingRecords === 0) return { tone: "wait", why: m.why_wifi(), todo: m.todo_wifi() };
  return { tone: "wait", why: m.why_soon(), todo: m.todo_soon() };
}

/** `上次联系 07:02`. */
export function lastContactWords(line: SyncLine, nowMs: number): string {
  const at = line.lastContactMs;
  return at === null ? m.contact_never() : m.contact_last({ at: moment(at, nowMs, locale()) });
}

/** `下次自动再试 07:16`; nothing while it is being tried, or when a tap or a save starts it. */
export function nextTryWords(line: SyncLine, nowMs: number): string | null {
  if (line.nextTryMs === null || line.state === "sending") return null;
  if (line.state === "all_delivered" || line.state === "photos_lost") return null;
  return line.nextTryMs <= nowMs ? m.next_try_now() : m.next_try({ at: moment(line.nextTryMs, nowMs, locale()) });
}
