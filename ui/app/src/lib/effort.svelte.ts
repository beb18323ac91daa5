// What a form costs: taps and fields from opening it to saving, and how long it was in sight. It goes with the record,
// so that an office sees the price of its own rules; it is shown only summed, never by person.
import type { Effort } from "./bindings";

const TAPS_MAX = 65_535;
const OPEN_MAX = 4_294_967_295;

/** Counts; knows nothing of pages. Times are milliseconds of any clock that runs forward. */
export class Meter {
  #taps = 0;
  #fields = new Set<unknown>();
  #openMs = 0;
  #since: number | null;

  constructor(now: number) {
    this.#since = now;
  }

  tap(): void {
    this.#taps += 1;
  }

  /** A field that is written in counts once, however long the text. */
  wrote(field: unknown): void {
    this.#fields.add(field);
  }

  /** A phone in the pocket is not open. */
  seen(visible: boolean, now: number): void {
    if (visible) this.#since ??= now;
    else if (this.#since !== null) {
      this.#openMs += now - this.#since;
      this.#since = null;
    }
  }

  spent(now: number): Effort {
    const openMs = this.#openMs + (this.#since === null ? 0 : now - this.#since);
    return {
      taps: Math.min(TAPS_MAX, this.#taps + this.#fields.size),
      openMs: Math.min(OPEN_MAX, Math.max(0, Math.round(openMs))),
    };
  }
}

/** The effort of the form that makes it; to be made while a component is set up. */
export class FormEffort {
  readonly #meter = new Meter(performance.now());
  readonly #before = takeHandedOver();

  constructor() {
    $effect(() => {
      const tap = (event: Event) => event.isTrusted && this.#meter.tap();
      const write = (event: Event) => this.#meter.wrote(event.target);
      const seen = () => this.#meter.seen(document.visibilityState === "visible", performance.now());
      document.addEventListener("click", tap, true);
      document.addEventListener("input", write, true);
      document.addEventListener("visibilitychange", seen);
      return () => {
        document.removeEventListener("click", tap, true);
        document.removeEventListener("input", write, true);
        document.removeEventListener("visibilitychange", seen);
      };
    });
  }

  /** Up to now; the tap on the save button is in it. */
  spent(): Effort {
    const { taps, openMs } = this.#meter.spent(performance.now());
    return { taps: taps + this.#before.taps, openMs: openMs + this.#before.openMs };
  }
}

const NOTHING: Effort = { taps: 0, openMs: 0 };
/** What it cost to become the one who holds the phone; the next record carries it. */
let handedOver = NOTHING;

/** The phone was handed over: a name, and a PIN for some. */
export function tookOver(effort: Effort): void {
  handedOver = effort;
}

function takeHandedOver(): Effort {
  const taken = handedOver;
  handedOver = NOTHING;
  return taken;
}

/** A record made by one tap, or so many, without a form. */
export function byTaps(taps = 1): Effort {
  const before = takeHandedOver();
  return { taps: before.taps + taps, openMs: before.openMs };
}
