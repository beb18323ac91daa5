// A list that comes by pages, newest first, asked anew while it is read: what is new comes in at its head, what was already
// read stays. One for each page that shows such a list.
import type { Tag } from "./live.svelte";
import { extended, renewed, type Page } from "./pages";
import { reading, type Reading } from "./reading.svelte";

export interface Listing<R> {
  readonly of: Reading<Page<R>>;
  /** Reads the page behind what is in hand. */
  older(): Promise<void>;
}

/** A listing bound to the component that makes it. `read` gives the rows before a number, or the newest. */
export function listing<I, R>(
  input: () => I,
  read: (input: I, before: number | null, signal?: AbortSignal) => Promise<Page<R>>,
  tags: readonly Tag[],
  key: (row: R) => string,
): Listing<R> {
  const of = reading<I, Page<R>>(
    input,
    (given, signal) => read(given, null, signal),
    tags,
    (held, fresh) => renewed(held, fresh, key),
  );
  async function older(): Promise<void> {
    const before = of.value?.next;
    if (before === null || before === undefined) return;
    await of.grow(
      () => read(input(), before),
      (held, more) => extended(held, more, key),
    );
  }
  return { of, older };
}
