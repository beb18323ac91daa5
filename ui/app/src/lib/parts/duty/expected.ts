// Who is still expected at a post. Only a duty that is on expects anybody: one that has no window today, is hours ahead, is
// over or was closed is short of nobody.
import type { Missing, PostNow, ShiftNow } from "$lib/bindings";

/** Heads the post is short of now; from an hour before its window on. */
export function missingNow(post: PostNow): readonly Missing[] {
  return post.window?.phase === "now" ? post.missing : [];
}

/** The same for a duty, which may be over or closed while the window of the next runs already. */
export function missingOf(shift: ShiftNow, nowMs: number): readonly Missing[] {
  const over = shift.endMs === null || nowMs >= shift.endMs;
  return over || shift.closed ? [] : missingNow(shift.post);
}
