// The order of the posts: what needs a hand comes first. Absence with evidence, then a gap in the team, then silence, then
// what is as it should be; inside a state, by school and post, so that rows do not jump about.
import type { PostRow, PostState } from "$lib/shapes";

const RANK: Record<PostState, number> = {
  missed: 0,
  missed_pending: 1,
  empty: 2,
  silent: 3,
  short: 4,
  manned: 5,
  waiting: 6,
  cancelled: 7,
  not_recorded_yet: 8,
  off_hours: 9,
};

/** A sorted copy. Among the silent, the one unheard of longest is first. */
export function byNeed(posts: readonly PostRow[]): PostRow[] {
  return [...posts].sort(
    (a, b) =>
      RANK[a.state] - RANK[b.state] ||
      longestSilence(a, b) ||
      a.school.localeCompare(b.school, "zh-CN") ||
      a.name.localeCompare(b.name, "zh-CN"),
  );
}

function longestSilence(a: PostRow, b: PostRow): number {
  return a.state === "silent" ? (a.last_contact_ms ?? 0) - (b.last_contact_ms ?? 0) : 0;
}

/** A state as the address names it; anything else asks for none. */
export function readState(text: string | null): PostState | null {
  return text !== null && Object.hasOwn(RANK, text) ? (text as PostState) : null;
}

/** Only those in this state, when one is asked for. */
export function inState(posts: readonly PostRow[], state: PostState | null): PostRow[] {
  return posts.filter((post) => state === null || post.state === state);
}
