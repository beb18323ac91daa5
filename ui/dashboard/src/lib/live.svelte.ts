// News from the server. It only says what became stale; pages re-read what they show. When the line breaks, the state says
// so and since when, and it is tried again until it stands; then everything counts as stale, because news may be missed.
import { openLive, Problem } from "./api";
import type { Tag } from "./bindings";
import { messages } from "./event-stream";
import { serverClock } from "./server-clock.svelte";

export type { Tag };
export type LiveState = "connecting" | "live" | "lost";

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
/** The server pings every 15 seconds; a line that misses two of them is dead, even if nobody closed it. */
const SILENCE_MS_MAX = 40_000;
/** A burst of news costs one re-read. */
const GATHER_MS = 250;

type Follower = { tags: ReadonlySet<Tag>; reread: () => void; timer: ReturnType<typeof setTimeout> | undefined };

class Live {
  #state = $state<LiveState>("connecting");
  #lostSince = $state<number | null>(null);
  #line: AbortController | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #followers = new Set<Follower>();

  get state(): LiveState {
    return this.#state;
  }

  /** Since when the figures stand still (server time, ms); `null` while the line stands. */
  get lostSince(): number | null {
    return this.#lostSince;
  }

  /** Opens the line; returns what closes it. */
  open(): () => void {
    void this.#connect();
    const back = () => this.retryNow();
    const gone = () => this.#lose();
    window.addEventListener("online", back);
    window.addEventListener("offline", gone);
    return () => {
      window.removeEventListener("online", back);
      window.removeEventListener("offline", gone);
      this.#close();
      this.#state = "connecting";
      this.#lostSince = null;
    };
  }

  /** Calls `reread` when one of `tags` changed, or when news may have been missed. Returns what ends it. */
  follow(tags: readonly Tag[], reread: () => void): () => void {
    const follower: Follower = { tags: new Set(tags), reread, timer: undefined };
    this.#followers.add(follower);
    return () => {
      clearTimeout(follower.timer);
      this.#followers.delete(follower);
    };
  }

  /** A read failed for want of a network: the line is most likely dead too, even if nobody said so. */
  doubt(): void {
    if (this.#state === "live") this.#lose();
  }

  retryNow(): void {
    if (this.#state === "live") return;
    this.#tries = 0;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    this.#close();
    const line = new AbortController();
    this.#line = line;
    const heard = () => {
      clearTimeout(this.#silence);
      if (this.#line === line) this.#silence = setTimeout(() => this.#lose(), SILENCE_MS_MAX);
    };
    heard();
    try {
      const stream = await openLive(line.signal);
      if (this.#line === line) this.#stand();
      for await (const { event, data } of messages(stream, heard)) {
        if (this.#line === line && event === "changed") this.#tell(readTags(data));
      }
    } catch (error) {
      // Whatever broke it, the line is tried again; only an ended session is for the next read to find out.
      if (this.#line === line && error instanceof Problem && error.code === "signed-out") this.#tell(null);
    }
    if (this.#line === line) this.#lose();
  }

  #stand(): void {
    const missed = this.#state === "lost";
    this.#tries = 0;
    this.#state = "live";
    this.#lostSince = null;
    if (missed) this.#tell(null);
  }

  #lose(): void {
    this.#close();
    this.#state = "lost";
    this.#lostSince ??= serverClock.exact;
    const wait = RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)];
    this.#tries += 1;
    this.#retry = setTimeout(() => void this.#connect(), wait);
  }

  #close(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    const line = this.#line;
    this.#line = null;
    line?.abort();
  }

  #tell(changed: readonly Tag[] | null): void {
    for (const follower of this.#followers) {
      if (changed && !changed.some((tag) => follower.tags.has(tag))) continue;
      if (follower.timer !== undefined) continue;
      follower.timer = setTimeout(() => {
        follower.timer = undefined;
        follower.reread();
      }, GATHER_MS);
    }
  }
}

/** The tags of one message; a message nobody can read makes everything stale. */
function readTags(data: string): readonly Tag[] | null {
  try {
    const { tags } = JSON.parse(data) as { tags: Tag[] };
    return Array.isArray(tags) ? tags : null;
  } catch {
    return null;
  }
}

export const live = new Live();
