// One visit to a point while it is being recorded: the proof as it grows, the pictures and the note of
// its draft, and the one save. Position, code and witness help the proof and never hold the save back.
import * as api from "$lib/api";
import type { CheckInSaved, MissReason, Problem, Proof, Scan, VisitResult } from "$lib/bindings";
import { FormEffort } from "$lib/effort.svelte";
import { OneByOne } from "$lib/one-by-one";
import { DraftPhotos } from "../photo/draft-photos.svelte";
import type { Whereabouts } from "$lib/whereabouts.svelte";

/** As the record allows (domain limits). */
export const PHOTOS_MAX = 3;

export class Visit {
  result = $state<VisitResult>("normal");
  note = $state("");
  scan = $state.raw<Scan | null>(null);
  /** A colleague who confirms it with the own PIN; the PIN is asked of Rust at the save, and kept nowhere. */
  witness = $state.raw<{ staffId: string; name: string; pin: string } | null>(null);
  /** The worker says that the point is here. */
  placing = $state(false);
  proof = $state.raw<Proof | null>(null);
  saved = $state.raw<CheckInSaved | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  readonly pointId: string;
  readonly photos: DraftPhotos;
  readonly #where: Whereabouts;
  readonly #effort = new FormEffort();
  readonly #line = new OneByOne();
  #turn = 0;

  constructor(pointId: string, where: Whereabouts) {
    this.pointId = pointId;
    this.#where = where;
    this.photos = new DraftPhotos(this.key, () => this.keep());
    $effect(() => void this.#judge(this.#where.position(), this.scan, this.photos.list.length, this.witness !== null));
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

  /** A code that the camera sees; one that is of no point is passed over, since another may come into sight. */
  saw(scan: Scan): boolean {
    if (scan.kind === "other") return false;
    this.problem = null;
    this.scan = scan;
    return true;
  }

  async readTag(bytes: Uint8Array): Promise<void> {
    this.problem = null;
    this.scan = await api.scanTag(bytes);
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
    const { pointId, result, note, scan, witness, placing } = this;
    const photoIds = this.photos.ids;
    await this.#record(() =>
      api.checkIn({
        pointId,
        result,
        note: note.trim(),
        photoIds,
        position: this.#where.position(),
        tagText: scan?.text ?? null,
        tagBootMs: scan?.bootMs ?? null,
        tagImage: scan?.image ?? null,
        witness: witness && { staffId: witness.staffId, pin: witness.pin },
        placesPoint: placing,
        effort: this.#effort.spent(),
      }),
    );
    if (this.problem && ABOUT_THE_WITNESS.includes(this.problem.code)) this.witness = null;
  }

  /** The point could not be reached: one tap says why, and that is the record. */
  couldNot(miss: MissReason, note: string): Promise<void> {
    this.result = "unreachable";
    const { pointId } = this;
    return this.#record(() => api.couldNot({ pointId, miss, note, effort: this.#effort.spent() }));
  }

  async #record(work: () => Promise<CheckInSaved>): Promise<void> {
    if (this.busy || this.saved) return;
    this.busy = true;
    this.problem = null;
    await this.#try(async () => void (this.saved = await work()));
    this.busy = false;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await this.#line.run(work);
    } catch (thrown) {
      this.problem = api.asProblem(thrown);
    }
  }

  async #judge(position: ReturnType<Whereabouts["position"]>, scan: Scan | null, photos: number, witness: boolean) {
    const turn = ++this.#turn;
    const proof = await api
      .previewCheckIn(this.pointId, position, scan?.text ?? null, photos, { witness })
      .catch(() => null);
    if (turn === this.#turn) this.proof = proof;
  }
}

/** Refusals that are about the colleague and not about the visit. */
const ABOUT_THE_WITNESS = ["wrong-pin", "pin-locked", "witness-is-self", "witness-without-pin"];

function isResult(text: string | null): text is VisitResult {
  return text === "normal" || text === "hazard" || text === "incident";
}
