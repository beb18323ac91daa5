// One walk while it is being counted: every tap is put away at once, so that a phone that dies in the rain loses no head.
import * as api from "$lib/api";
import type { EscortForm, EscortRouteShown } from "$lib/bindings";
import { FormEffort } from "$lib/effort.svelte";
import { OneByOne } from "$lib/one-by-one";
import { Saving } from "$lib/saving.svelte";
import { stopName } from "./escort-words";
import { blankSheet, settled } from "./heads";

export class EscortSheet {
  form = $state.raw<EscortForm | null>(null);
  /** It was begun earlier and not saved. */
  restored = $state(false);
  readonly saving = new Saving();
  readonly effort = new FormEffort();
  readonly #line = new OneByOne();

  /** The draft of this walk, or a blank sheet. */
  async begin(schoolId: string, route: EscortRouteShown | null): Promise<void> {
    const kept = await api.escortDraft(schoolId, route?.id ?? null).catch(() => null);
    this.restored = kept !== null;
    this.form ??= kept ?? blankSheet(schoolId, route, stopName(1));
  }

  /** Gives up what was begun earlier. */
  anew(route: EscortRouteShown | null): void {
    const schoolId = this.form?.schoolId;
    if (schoolId === undefined) return;
    this.restored = false;
    this.form = blankSheet(schoolId, route, stopName(1));
    void this.#line.run(() => api.dropEscortDraft(schoolId, route?.id ?? null)).catch(() => undefined);
  }

  put(change: EscortForm): void {
    const form = settled(change);
    this.form = form;
    void this.#line
      .run(() => api.saveEscortDraft(form))
      .catch((thrown) => (this.saving.problem = api.asProblem(thrown)));
  }

  async save(): Promise<void> {
    const form = this.form;
    if (form) await this.saving.run(() => this.#line.run(() => api.saveEscort(form, this.effort.spent())));
  }
}
