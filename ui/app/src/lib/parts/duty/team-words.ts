// One person of a duty in words: when they came or left, and whom a list of those who come begins with.
import { clock } from "kit/time";
import type { TeamMember } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

/** `07:05 到岗`, `08:21 离岗`; nothing of somebody who has not come. The last step counts. */
export function stepWord({ onMs, offMs }: TeamMember): string | undefined {
  if (offMs !== null) return m.team_left({ at: clock(offMs) });
  return onMs === null ? undefined : m.team_there({ at: clock(onMs) });
}

/** Whoever holds the phone is picked first; not to come once more, when they have left. */
export function pickedFirst(able: readonly TeamMember[], me: string | null): string[] {
  return able.filter((p) => p.staffId === me && p.offMs === null).map((p) => p.staffId);
}

/** Those on the roster who have not been there yet: whoever left is not one of "all are here". */
export function stillToCome(able: readonly TeamMember[]): TeamMember[] {
  return able.filter((p) => p.rostered && p.offMs === null);
}
