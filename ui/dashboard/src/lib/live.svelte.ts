// News from the server. It only says what became stale; pages re-read what they show. When the line breaks, the state says
// so and since when, and it is tried again until it stands; then everything counts as stale, because news may be missed.
import { LIVE_ADDRESS } from "./api";
import { serverClock } from "./server-clock.svelte";

export type Tag = "duty" | "check_ins" | "hazards" | "photos" | "devices";
export type LiveState = "connecting" | "live" | "lost";

const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
/** A burst of news costs one re-read. */
const GATHER_MS = 250;

type Follower = { tags: ReadonlySet<Tag>; reread: () => void; timer: ReturnType<typeof setTimeout> | undefined };

class Live {
  #state = $state<LiveState>("connecting");
  #lostSince = $state<number | null>(null);
  #source: EventSource | null = null;
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
    this.#connect();
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
    this.#connect();
  }

  #connect(): void {
    this.#close();
    const source = new EventSource(LIVE_ADDRESS);
    this.#source = source;
    const stands = () => this.#stand(source);
    source.addEventListener("open", stands);
    source.addEventListener("hello", stands);
    source.addEventListener("changed", (event) => this.#tell(read(event)));
    source.addEventListener("error", () => {
      if (this.#source === source) this.#lose();
    });
  }

  #stand(source: EventSource): void {
    if (this.#source !== source || this.#state === "live") return;
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
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
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
function read(event: MessageEvent<string>): readonly Tag[] | null {
  try {
    const { tags } = JSON.parse(event.data) as { tags: Tag[] };
    return Array.isArray(tags) ? tags : null;
  } catch {
    return null;
  }
}

export const live = new Live();
