// What a screen at a gate holds once it was opened: the key of its point, in memory alone. As long as it is held, the page
// needs neither the network nor a session, and a reload forgets it: a computer that anybody can walk up to keeps no secret.
import { LiveCoder } from "./code";
import { AlignedClock } from "./aligned-clock";
import type { LiveKeyGiven } from "$lib/bindings";
import { openLiveKey } from "$lib/points-api";

class Kiosk {
  #given = $state.raw<LiveKeyGiven | null>(null);
  #coder: LiveCoder | null = null;
  readonly clock = new AlignedClock();
  alignedAt = $state(0);

  /** Whose code is shown; nothing before it was opened. */
  get given(): LiveKeyGiven | null {
    return this.#given;
  }

  /** Asks the server for the key. Rejects with its Problem. */
  async open(point: string): Promise<void> {
    const asked = performance.now();
    const given = await openLiveKey(point);
    this.#align(given.server_ms, asked);
    this.#coder = await LiveCoder.of(given.point_id, given.key);
    this.#given = { ...given, key: "" };
  }

  /** Measures the server's time again, by any answer of it; a session is not needed for that. Nothing happens offline. */
  async realign(): Promise<void> {
    const asked = performance.now();
    try {
      const response = await fetch("/healthz", { cache: "no-store" });
      const date = Date.parse(response.headers.get("date") ?? "");
      // The header has whole seconds, so half a second is added.
      if (response.ok && Number.isFinite(date)) this.#align(date + 500, asked);
    } catch {
      // Offline, as it may well be.
    }
  }

  /** The code now, or nothing when the time is not known. */
  async code(): Promise<{ text: string; now: number } | null> {
    const now = this.clock.now();
    return now === null || !this.#coder ? null : { text: await this.#coder.at(now), now };
  }

  forget(): void {
    this.#given = null;
    this.#coder = null;
  }

  #align(server: number, asked: number): void {
    this.clock.align(server, asked);
    this.alignedAt = server;
  }
}

export const kiosk = new Kiosk();
