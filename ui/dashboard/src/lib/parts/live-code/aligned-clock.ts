// The server's time, carried on without it. Two clocks of the browser run beside each other: the one that people set, and
// the one that only runs forward. When they part, somebody set the clock or the computer slept, and what this page knows of
// the server's time is worth nothing until it is measured again.

/** Apart by more than this, the clocks have parted. A screen that is half a second off still shows the right code. */
const PARTED_MS = 2_000;

export interface Clocks {
  /** Milliseconds since 1970, as the computer is set. */
  wall: () => number;
  /** Milliseconds since some start, which nobody sets. */
  steady: () => number;
}

export const browserClocks: Clocks = { wall: () => Date.now(), steady: () => performance.now() };

export class AlignedClock {
  #server = 0;
  #steady = 0;
  #wall = 0;
  #trusted = false;

  constructor(private readonly clocks: Clocks = browserClocks) {}

  /** The server said `server` to what was asked at `asked` of the steady clock; half the way there was half the time. */
  align(server: number, asked: number): void {
    const steady = this.clocks.steady();
    this.#server = server + (steady - asked) / 2;
    this.#steady = steady;
    this.#wall = this.clocks.wall();
    this.#trusted = true;
  }

  /** Server time now, or `null` when it is not known any more. */
  now(): number | null {
    const passed = this.clocks.steady() - this.#steady;
    const shown = this.clocks.wall() - this.#wall;
    if (Math.abs(passed - shown) > PARTED_MS) this.#trusted = false;
    return this.#trusted ? this.#server + passed : null;
  }
}
