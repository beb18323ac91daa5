// The phone's place as a page sees it: still looking, found, or none. Watched only while the page is open.
import type { Position } from "./bindings";
import { asPosition, metersBetween, moment, watchFix, type Fix } from "./position";

/** Lists are sorted anew only after a real step: rows must not move under the thumb. */
const STEP_M = 25;

export class Whereabouts {
  fix = $state.raw<Fix | null>(null);
  /** The fix that lists are sorted by. */
  spot = $state.raw<Fix | null>(null);
  looking = $state(true);

  /** Watched only while it is `wanted`, on pages that show it sometimes. */
  constructor(wanted: () => boolean = () => true) {
    $effect(() => (wanted() ? watchFix((fix) => this.#found(fix)) : undefined));
  }

  #found(fix: Fix | null) {
    this.looking = false;
    if (!fix) return;
    this.fix = fix;
    if (!this.spot || metersBetween(this.spot, fix) > STEP_M) this.spot = fix;
  }

  /** The last fix with its age as of now. */
  position(): Position | null {
    return asPosition(this.fix, moment());
  }

  /** The fix of the last real step. */
  sortPosition(): Position | null {
    return asPosition(this.spot, moment());
  }
}
