// An answer while it is being written; put away with every change.
import * as api from "$lib/api";
import { FormEffort } from "$lib/effort.svelte";
import { OneByOne } from "$lib/one-by-one";
import { Saving } from "$lib/saving.svelte";
import { DraftPhotos } from "../photo/draft-photos.svelte";

/** As the record allows (domain limits). */
export const NOTE_CHARS_MAX = 200;
export const PHOTOS_MAX = 3;

export class AnswerForm {
  text = $state("");
  readonly #effort = new FormEffort();
  readonly saving = new Saving();
  readonly photos: DraftPhotos;
  readonly #recordId: string;
  readonly #key: api.DraftKey;
  readonly #line = new OneByOne();

  constructor(recordId: string) {
    this.#recordId = recordId;
    this.#key = `answer:${recordId}`;
    this.photos = new DraftPhotos(this.#key, () => this.keep());
  }

  async restore(): Promise<void> {
    await this.photos.load();
    const draft = await api.draft(this.#key).catch(() => null);
    if (draft && this.text === "") this.text = draft.text;
  }

  /** Adds one of the short answers, or takes it out again. */
  toggle(answer: string): void {
    const text = this.text.trim();
    this.text = text.includes(answer) ? text.replace(answer, "").trim() : text + answer;
    void this.keep();
  }

  async keep(): Promise<void> {
    if (this.saving.saved) return;
    const photoIds = this.photos.ids;
    const draft = { text: this.text, category: null, severity: "general" as const, photoIds, schoolCode: null };
    await this.#line
      .run(() => api.saveDraft(this.#key, draft))
      .catch((thrown) => {
        this.saving.problem = api.asProblem(thrown);
      });
  }

  save(): Promise<void> {
    const effort = this.#effort.spent();
    const answer = { recordId: this.#recordId, text: this.text.trim(), photoIds: this.photos.ids, effort };
    return this.saving.run(() => this.#line.run(() => api.answer(answer)));
  }
}
