// One visit to a point while it is being recorded: the proof as it grows, the pictures and the note of
// its draft, and the one save. Position and tag help the proof and never hold the save back.
import * as api from "$lib/api";
import type { CheckInSaved, Problem, Proof, VisitResult } from "$lib/bindings";
import { OneByOne } from "$lib/one-by-one";
import { DraftPhotos } from "../photo/draft-photos.svelte";
import type { Whereabouts } from "$lib/whereabouts.svelte";

/** As the record allows (domain limits). */
export const PHOTOS_MAX = 3;

export class Visit {
  result = $state<VisitResult>("normal");
  note = $state("");
  tagText = $state.raw<string | null>(null);
  proof = $state.raw<Proof | null>(null);
  saved = $state.raw<CheckInSaved | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  readonly pointId: string;
  readonly photos: DraftPhotos;
  readonly #where: Whereabouts;
  readonly #line = new OneByOne();
  #turn = 0;

  constructor(pointId: string, where: Whereabouts) {
    this.pointId = pointId;
    this.#where = where;
    this.photos = new DraftPhotos(this.key, () => this.keep());
    $effect(() => void this.#judge(this.#where.position(), this.tagText, this.photos.list.length));
  }

  get key(): api.DraftKey {
    return `check_in:${this.pointId}`;
  }

  /** Brings back what a killed app had: pictures, note, situation. */
  async restore(): Promise<void> {
    await this.photos.load();
    const draft = await api.draft(this.key).catch(() => null);
    if (!draft || this.saved) return;
    this.note = draft.text;
    if (isResult(draft.category)) this.result = draft.category;
  }

  choose(result: VisitResult): void {
    this.result = result;
    void this.keep();
  }

  async readTag(bytes: Uint8Array): Promise<void> {
    this.problem = null;
    this.tagText = (await api.scanTag(bytes)).text;
  }

  /** Puts the draft away, so that a kill loses nothing. */
  async keep(): Promise<void> {
    await this.#try(async () => {
      if (this.saved) return;
      const { note: text, result: category } = this;
      const photoIds = this.photos.ids;
      await api.saveDraft(this.key, { text, category, severity: "general", photoIds, schoolCode: null });
    });
  }

  async save(): Promise<void> {
    if (this.busy || this.saved) return;
    this.busy = true;
    this.problem = null;
    const { pointId, result, note, tagText } = this;
    const photoIds = this.photos.ids;
    await this.#try(async () => {
      this.saved = await api.checkIn({
        pointId,
        result,
        note: note.trim(),
        photoIds,
        tagText,
        position: this.#where.position(),
      });
    });
    this.busy = false;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await this.#line.run(work);
    } catch (thrown) {
      this.problem = api.asProblem(thrown);
    }
  }

  async #judge(...[position, tagText, photos]: [ReturnType<Whereabouts["position"]>, string | null, number]) {
    const turn = ++this.#turn;
    const proof = await api.previewCheckIn(this.pointId, position, tagText, photos).catch(() => null);
    if (turn === this.#turn) this.proof = proof;
  }
}

function isResult(text: string | null): text is VisitResult {
  return text === "normal" || text === "hazard" || text === "incident" || text === "unreachable";
}
