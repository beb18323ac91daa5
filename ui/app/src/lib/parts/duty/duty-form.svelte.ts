// What a note, a hand-over and a closing have in common: how it is, a few words, pictures; put away with every change.
import * as api from "$lib/api";
import type { LogCategory, Saved, Situation } from "$lib/bindings";
import { FormEffort } from "$lib/effort.svelte";
import { OneByOne } from "$lib/one-by-one";
import { Saving } from "$lib/saving.svelte";
import { DraftPhotos } from "../photo/draft-photos.svelte";
import { categories } from "./duty-words";

/** As the record allows (domain limits). */
export const LOG_CHARS_MAX = 500;

export class DutyForm {
  situation = $state<Situation>("normal");
  text = $state("");
  category = $state<LogCategory | null>(null);
  readonly effort = new FormEffort();
  readonly saving = new Saving();
  readonly photos: DraftPhotos;
  readonly postId: string;
  readonly #key: api.DraftKey;
  readonly #line = new OneByOne();

  constructor(postId: string) {
    this.postId = postId;
    this.#key = `duty_note:${postId}`;
    this.photos = new DraftPhotos(this.#key, () => this.keep());
  }

  /** Brings back what a killed app had. */
  async restore(): Promise<void> {
    await this.photos.load();
    const draft = await api.draft(this.#key).catch(() => null);
    if (!draft || this.text !== "") return;
    this.text = draft.text;
    this.category = categories().find((it) => it.value === draft.category)?.value ?? null;
  }

  async keep(): Promise<void> {
    if (this.saving.saved) return;
    const { text, category } = this;
    const draft = { text, category, severity: "general" as const, photoIds: this.photos.ids, schoolCode: null };
    await this.#line
      .run(() => api.saveDraft(this.#key, draft))
      .catch((thrown) => {
        this.saving.problem = api.asProblem(thrown);
      });
  }

  /** The fields that all three records carry. */
  get common() {
    const { postId, situation } = this;
    return { postId, situation, text: this.text.trim(), photoIds: this.photos.ids, effort: this.effort.spent() };
  }

  get tooLong(): boolean {
    return [...this.text].length > LOG_CHARS_MAX;
  }

  save(work: () => Promise<Saved>): Promise<void> {
    return this.saving.run(() => this.#line.run(work));
  }
}
