// What comes next in a duty for whoever holds the phone: the one main action of its page.
import type { ShiftNow } from "$lib/bindings";

export type Step = "on" | "roll-call" | "note" | "close" | "off";

/** Nothing is next in a duty that was closed, for whoever is not there any more. */
export function nextStep(shift: ShiftNow, nowMs: number): Step | null {
  const ended = shift.endMs !== null && nowMs >= shift.endMs;
  if (shift.closed) return shift.post.me === "on" ? "off" : null;
  if (shift.post.me === "off") return ended && shift.iLead ? "close" : "on";
  if (shift.iLead && !shift.rollCall && !ended) return "roll-call";
  if (ended) return shift.iLead ? "close" : "off";
  return "note";
}
