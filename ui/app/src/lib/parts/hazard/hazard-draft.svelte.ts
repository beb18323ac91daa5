// A hazard being written: every change is put away at once, so that a killed app or a phone call loses
// nothing, and comes back when the page is opened again. One save makes the record and ends the draft.
import * as api from "$lib/api";
import type { Draft, HazardForm, Position, Problem, Saved, SuspectedSeverity } from "$lib/bindings";
import { FormEffort } from "$lib/effort.svelte";
import { OneByOne } from "$lib/one-by-one";
import { DraftPhotos } from "../photo/draft-photos.svelte";

/** As the record allows (domain limits). */
export const PHOTOS_MAX = 6;
export const TEXT_MAX = 250;

/** Typing is put away after a short pause; everything else at once. */
const PAUSE_MS = 300;

export class HazardDraft {
  form = $state.raw<HazardForm | null>(null);
  text = $state("");
  category = $state<string | null>(null);
  severity = $state<SuspectedSeverity>("general");
  schoolCode = $state<string | null>(null);
  readonly photos = new DraftPhotos("hazard", () => this.keep());
  kept = $state(false);
  saved = $state.raw<Saved | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  readonly #effort = new FormEffort();
  readonly #line = new OneByOne();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What is still missing before it can be saved, most obvious first. */
  get missing(): "category" | "content" | null {
    if (this.photos.list.length === 0 && this.text.trim() === "") return "content";
    return this.category === null ? "category" : null;
  }

  get schoolName(): string | null {
    return this.form?.schools.find((s) => s.code === this.schoolCode)?.name ?? null;
  }

  /** Pictures whose stamp names another place than the school that is chosen by now. */
  get stampedElsewhere(): number {
    const here = this.schoolName;
    return this.photos.list.filter(
      ({ stampedPlace }) => stampedPlace !== null && here !== null && stampedPlace !== here,
    ).length;
  }

  get charactersLeft(): number {
    return TEXT_MAX - [...this.text.trim()].length;
  }

  async load(): Promise<void> {
    await this.photos.load();
    await this.#try(async () => {
      this.form = await api.hazardForm();
      this.schoolCode ??= this.form.schools[0]?.code ?? null;
      const draft = await api.draft("hazard");
      if (!draft?.schoolCode) await this.#keepSchool(draft);
      if (!draft) return;
      this.text = draft.text;
      this.category = draft.category;
      this.severity = draft.severity;
      this.schoolCode = draft.schoolCode ?? this.schoolCode;
      this.kept = draft.photoIds.length > 0 || this.text !== "" || this.category !== null;
    });
  }

  /** A change by a tap: put away now. */
  set(change: Partial<Pick<HazardDraft, "category" | "severity" | "schoolCode">>): void {
    Object.assign(this, change);
    void this.keep();
  }

  /** A change by typing: put away when the fingers rest. */
  typed(): void {
    this.kept = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), PAUSE_MS);
  }

  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.form) return;
    await this.#try(async () => {
      if (this.saved) return;
      const { text, category, severity, schoolCode } = this;
      await api.saveDraft("hazard", { text, category, severity, photoIds: this.photos.ids, schoolCode });
      this.kept = true;
    });
  }

  async save(position: Position | null): Promise<void> {
    if (this.busy || this.saved || this.category === null || this.schoolCode === null) return;
    this.busy = true;
    this.problem = null;
    clearTimeout(this.#timer);
    const { category, schoolCode, severity } = this;
    const photoIds = this.photos.ids;
    const text = this.text.trim();
    await this.#try(async () => {
      const effort = this.#effort.spent();
      this.saved = await api.reportHazard({ schoolCode, category, text, severity, photoIds, position, effort });
    });
    this.busy = false;
  }

  /** The school that the page shows is the one a stamp names, from the first picture on. */
  async #keepSchool(draft: Draft | null): Promise<void> {
    if (this.schoolCode === null) return;
    const empty = { text: "", category: null, severity: "general" as const, photoIds: [] };
    await api.saveDraft("hazard", { ...empty, ...draft, schoolCode: this.schoolCode });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await this.#line.run(work);
    } catch (thrown) {
      this.problem = api.asProblem(thrown);
    }
  }
}
