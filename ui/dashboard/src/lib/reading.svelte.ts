// One question to the server and its latest answer. A page owns its readings; they are asked again when an input changes,
// when live news touch their tags, and now and then, because some states change by time alone.
import { untrack } from "svelte";
import { Problem } from "./api";
import { live, type Tag } from "./live.svelte";
import { session } from "./session.svelte";

/** States such as "not heard of" are reached by waiting, not by news. */
const REREAD_MS = 30_000;

/** What to show when a fresh answer comes and an older one, perhaps grown by pages, is in hand. */
export type Join<T> = (held: T, fresh: T) => T;

export class Reading<T> {
  #value = $state.raw<T | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #ask: (signal: AbortSignal) => Promise<T>;
  #join: Join<T>;
  #turn: AbortController | null = null;

  constructor(ask: (signal: AbortSignal) => Promise<T>, join: Join<T> = (_, fresh) => fresh) {
    this.#ask = ask;
    this.#join = join;
  }

  /** The latest answer; it stays while a newer one is awaited or refused. */
  get value(): T | null {
    return this.#value;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** Nothing to show yet and nothing went wrong. */
  get waiting(): boolean {
    return this.#value === null && this.#problem === null;
  }

  /** Asks another question: what is in hand belongs to the old one, and is only shown until the answer comes. */
  ask(): Promise<void> {
    return this.#put((_, fresh) => fresh);
  }

  /** Asks the same again; an older question still under way is dropped. */
  reread(): Promise<void> {
    return this.#put(this.#join);
  }

  async #put(join: Join<T>): Promise<void> {
    this.#turn?.abort();
    const turn = new AbortController();
    this.#turn = turn;
    try {
      const value = await this.#ask(turn.signal);
      if (this.#turn !== turn) return;
      this.#value = this.#value === null ? value : join(this.#value, value);
      this.#problem = null;
    } catch (error) {
      if (this.#turn !== turn || turn.signal.aborted) return;
      this.#fail(error);
    }
  }

  /** Asks for the page after what is in hand. */
  async grow(ask: () => Promise<T>, join: Join<T>): Promise<void> {
    try {
      const more = await ask();
      if (this.#value !== null) this.#value = join(this.#value, more);
    } catch (error) {
      this.#fail(error);
    }
  }

  stop(): void {
    this.#turn?.abort();
    this.#turn = null;
  }

  #fail(error: unknown): void {
    const problem = error instanceof Problem ? error : new Problem("page-broken");
    if (problem.code === "signed-out") session.expire();
    if (problem.code === "server-unreachable") live.doubt();
    this.#problem = problem;
  }
}

/** A reading bound to the component that makes it. `input` is what it depends on; a new input asks at once. */
export function reading<I, T>(
  input: () => I,
  ask: (input: I, signal: AbortSignal) => Promise<T>,
  tags: readonly Tag[],
  join?: Join<T>,
): Reading<T> {
  const made = new Reading<T>((signal) => ask(untrack(input), signal), join);
  $effect(() => {
    JSON.stringify(input());
    untrack(() => void made.ask());
  });
  $effect(() => {
    const again = () => void made.reread();
    const unfollow = live.follow(tags, again);
    const timer = setInterval(() => document.visibilityState === "visible" && again(), REREAD_MS);
    return () => {
      clearInterval(timer);
      unfollow();
      made.stop();
    };
  });
  return made;
}
