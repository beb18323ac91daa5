// Which post the home page shows: where I am, else the chosen one, else mine that is on now or next.
import type { PostNow } from "$lib/bindings";

export function choosePost(posts: readonly PostNow[], chosenId: string | null): PostNow | null {
  const chosen = posts.find((p) => p.id === chosenId);
  if (chosen) return chosen;
  return posts.find((p) => p.me === "on") ?? [...posts].sort((a, b) => urgency(a) - urgency(b))[0] ?? null;
}

/** Lower is more urgent; equal ones keep the order Rust gave. */
function urgency(post: PostNow): number {
  const phase = post.paused ? 2 : { now: 0, next: 1, past: 2 }[post.window?.phase ?? "past"];
  return phase + (post.mine ? 0 : 3);
}
