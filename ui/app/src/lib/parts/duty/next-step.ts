// What comes next in a duty for whoever holds the phone: the one main action of its page.
import type { ShiftNow } from "$lib/bindings";

export type Step = "on" | "roll-call" | "note" | "close" | "off";

export function nextStep(shift: ShiftNow, nowMs: number): Step {
  const ended = shift.endMs !== null && nowMs >= shift.endMs;
  if (shift.post.me === "off") return ended && shift.iLead && !shift.closed ? "close" : "on";
  if (shift.iLead && !shift.rollCall && !ended) return "roll-call";
  if (ended && shift.iLead && !shift.closed) return "close";
  return ended || shift.closed ? "off" : "note";
}
