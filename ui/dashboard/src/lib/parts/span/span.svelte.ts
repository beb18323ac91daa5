// The span a history shows: a school (the first of mine unless the address names one) and two weeks unless it names days.
import { isoDay } from "kit/time";
import { filter } from "$lib/address";
import { readSchools } from "$lib/api";
import { readDay } from "$lib/day";
import { reading } from "$lib/reading.svelte";
import { serverClock } from "$lib/server-clock.svelte";
import type { SchoolRow } from "$lib/shapes";

const DAY_MS = 86_400_000;
/** Days shown without a word; the server's own default is the same. */
const DAYS = 14;

export type Span = { school: string | null; first: string; last: string };

export class SpanChoice {
  #all: boolean | number;
  #schools = reading(
    () => null,
    (_, signal) => readSchools(signal),
    [],
  );

  /** With `all`, no school in the address means all of them; with a number, where there are at most so many. */
  constructor(all: boolean | number = false) {
    this.#all = all;
  }

  /** Whether all schools may be shown at once. */
  get all(): boolean {
    return typeof this.#all === "number" ? this.schools.length <= this.#all : this.#all;
  }

  get schools(): SchoolRow[] {
    return this.#schools.value?.schools ?? [];
  }

  /** The schools are known, so that a question can be asked. */
  get ready(): boolean {
    return this.#all === true || this.#schools.value !== null;
  }

  get value(): Span {
    const last = readDay(filter("last")) ?? isoDay(serverClock.now);
    const before = new Date(Date.parse(last) - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
    const named = filter("school");
    return {
      school: named ?? (this.all ? null : (this.schools[0]?.code ?? null)),
      first: readDay(filter("first")) ?? before,
      last,
    };
  }
}
