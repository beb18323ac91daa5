// One save of a form: under way, refused, or in the database. A second tap meanwhile does nothing.
import { asProblem } from "./api";
import type { Problem, Saved } from "./bindings";

export class Saving<T extends Saved = Saved> {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  saved = $state.raw<T | null>(null);

  async run(work: () => Promise<T>): Promise<void> {
    if (this.busy || this.saved) return;
    this.busy = true;
    this.problem = null;
    try {
      this.saved = await work();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** The message about it was read. */
  over(): void {
    this.saved = null;
  }
}
