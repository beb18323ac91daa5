// Rust says by tags what became stale; whoever shows it reads it again. There is no cache to keep
// right: the database on the phone is the cache. `Reading` is one such question with its last answer.
import { asProblem, onChanged } from "./api";
import type { Problem, Tag } from "./bindings";

type Listener = { tags: readonly Tag[]; reread: () => void };

const listeners = new Set<Listener>();
let stale = new Set<Tag>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** While photos go out one by one, many events come at once: they are answered together. */
const GATHER_MS = 60;

function tell(tags: Iterable<Tag>): void {
  for (const tag of tags) stale.add(tag);
  timer ??= setTimeout(() => {
    const now = stale;
    stale = new Set();
    timer = undefined;
    for (const l of [...listeners]) if (l.tags.some((tag) => now.has(tag))) l.reread();
  }, GATHER_MS);
}

/** Starts listening; called once by the outermost page. */
export function startLive(): () => void {
  const everything: Tag[] = [
    ...(["records", "sync", "photos", "points", "duty", "people", "settings", "session"] as const),
    ...(["roster", "escort", "patrol", "rulings"] as const),
  ];
  const seen = () => document.visibilityState === "visible" && tell(everything);
  document.addEventListener("visibilitychange", seen);
  const listening = onChanged((changed) => tell(changed.tags));
  return () => {
    document.removeEventListener("visibilitychange", seen);
    void listening.then((stop) => stop());
  };
}

/** Calls `reread` whenever one of the tags became stale; answers how to stop. */
export function onStale(tags: readonly Tag[], reread: () => void): () => void {
  const listener = { tags, reread };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A question asked now, asked again when its tags change, and asked again when its inputs change. */
export class Reading<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #read: () => Promise<T>;
  #turn = 0;

  constructor(read: () => Promise<T>, tags: readonly Tag[]) {
    this.#read = read;
    $effect(() => {
      void this.again();
      return onStale(tags, () => void this.again());
    });
  }

  /** Asks again; an older answer that comes late is dropped. */
  async again(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await this.#read();
      if (turn !== this.#turn) return;
      this.value = value;
      this.problem = null;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asProblem(thrown);
    }
  }
}
