// The server's clock as the page knows it. "3 minutes ago" is counted by the server, because an office computer may be
// wrong by minutes; each answer's Date header says by how much.
const TICK_MS = 10_000;

class ServerClock {
  #offset = 0;
  #now = $state(Date.now());

  /** Server time, renewed every ten seconds. */
  get now(): number {
    return this.#now;
  }

  /** Server time at this very moment, for what is noted once. */
  get exact(): number {
    return Date.now() + this.#offset;
  }

  /** Takes the Date header of an answer. It has whole seconds, so half a second is added. */
  heard(date: string | null): void {
    const ms = date ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(ms)) return;
    this.#offset = ms + 500 - Date.now();
    this.#tick();
  }

  /** Lets the clock run; returns what stops it. */
  run(): () => void {
    const timer = setInterval(() => this.#tick(), TICK_MS);
    return () => clearInterval(timer);
  }

  #tick(): void {
    this.#now = this.exact;
  }
}

export const serverClock = new ServerClock();
