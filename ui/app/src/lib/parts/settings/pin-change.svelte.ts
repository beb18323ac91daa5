// Setting, changing or removing my PIN, one question at a time: the old one if there is one, a new one,
// the new one again.
import * as api from "$lib/api";
import type { Problem } from "$lib/bindings";
import { session } from "$lib/session.svelte";

export type PinStep = "start" | "old" | "new" | "again" | "done";

export class PinChange {
  step = $state<PinStep>("start");
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The two new entries differed. */
  differed = $state(false);
  #removing = false;
  #old: string | null = null;
  #fresh = "";

  start(removing: "remove" | "set"): void {
    this.#removing = removing === "remove";
    this.problem = null;
    this.step = session.me?.hasPin ? "old" : "new";
  }

  async enter(pin: string): Promise<void> {
    this.differed = false;
    this.problem = null;
    if (this.step === "old") {
      this.#old = pin;
      if (this.#removing) await this.#put(null);
      else this.step = "new";
    } else if (this.step === "new") {
      this.#fresh = pin;
      this.step = "again";
    } else if (pin === this.#fresh) {
      await this.#put(pin);
    } else {
      this.differed = true;
      this.step = "new";
    }
  }

  async #put(pin: string | null): Promise<void> {
    this.busy = true;
    try {
      session.put(await api.setPin(pin, this.#old));
      this.step = "done";
    } catch (thrown) {
      this.problem = api.asProblem(thrown);
      this.step = session.me?.hasPin ? "old" : "new";
    } finally {
      this.#old = null;
      this.busy = false;
    }
  }
}
