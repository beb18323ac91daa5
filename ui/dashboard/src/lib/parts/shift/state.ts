// How a shift's state is said: a word, a shape and then a color. What is not known is never worded as absence.
import type { LucideIcon } from "@lucide/svelte";
import CalendarOff from "@lucide/svelte/icons/calendar-off";
import Check from "@lucide/svelte/icons/check";
import CheckCheck from "@lucide/svelte/icons/check-check";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import Clock from "@lucide/svelte/icons/clock";
import Hourglass from "@lucide/svelte/icons/hourglass";
import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import UserCheck from "@lucide/svelte/icons/user-check";
import UserMinus from "@lucide/svelte/icons/user-minus";
import UserX from "@lucide/svelte/icons/user-x";
import WifiOff from "@lucide/svelte/icons/wifi-off";
import { m } from "$lib/paraglide/messages";
import type { ShiftDecision, ShiftRow } from "$lib/shapes";

export type Tone = "ok" | "wait" | "danger" | "plain";
export type Face = { tone: Tone; icon: LucideIcon; word: string };

/** The face of a shift: what became of it, and of a held one whether somebody was missing; how that one stands is then said beside it. */
export function faceOf(shift: ShiftRow): Face {
  switch (shift.state) {
    case "missed":
      return { tone: "danger", icon: UserX, word: m.shift_missed() };
    case "missed_excused":
      return { tone: "wait", icon: MessageSquareText, word: m.shift_missed_excused() };
    case "missed_pending":
      return { tone: "danger", icon: Hourglass, word: m.shift_missed_pending() };
    case "cancelled":
      return { tone: "plain", icon: CalendarOff, word: m.shift_cancelled() };
    case "not_recorded_yet":
      return { tone: "plain", icon: CircleDashed, word: m.shift_not_recorded_yet() };
    case "planned":
      return shift.silent
        ? { tone: "wait", icon: WifiOff, word: m.shift_silent() }
        : { tone: "plain", icon: Clock, word: m.shift_planned() };
    default:
      return held(shift);
  }
}

const HELD = { on_duty: m.shift_on_duty, closed: m.shift_closed, auto_closed: m.shift_auto_closed };

/** How a short shift stands; its face says only that it is short. */
export function standing(shift: ShiftRow): string {
  const { state } = shift;
  const said = state === "on_duty" || state === "closed" || state === "auto_closed";
  return said && shift.missing.length > 0 ? HELD[state]() : "";
}

function held(shift: ShiftRow): Face {
  if (shift.missing.length > 0) return { tone: "wait", icon: UserMinus, word: m.shift_short() };
  if (shift.state === "closed") return { tone: "ok", icon: CheckCheck, word: m.shift_closed() };
  if (shift.state === "on_duty") return { tone: "ok", icon: UserCheck, word: m.shift_on_duty() };
  return { tone: "ok", icon: Check, word: m.shift_auto_closed() };
}

/** What an official should notice about it besides. */
export function notices(shift: ShiftRow): string[] {
  const said = [
    standing(shift) !== "" && standing(shift),
    shift.late && m.shift_late(),
    shift.gaps.length > 0 && m.shift_gap(),
    shift.situation === "abnormal" && m.shift_abnormal(),
    shift.unproven && m.shift_unproven(),
    shift.revisions > 0 && m.shift_revised({ n: shift.revisions }),
  ];
  return said.filter((word) => word !== false);
}

/** What the office decides about a shift. */
export function decisionName(decision: ShiftDecision): string {
  return { cancel: m.shift_cancel, excuse: m.shift_excuse, close: m.shift_close }[decision]();
}

/** The address of a shift. */
export function shiftPath(shift: { post_id: string; window_id: string; day: string }): string {
  return `/duty/${shift.post_id}/${shift.window_id}/${shift.day}`;
}
