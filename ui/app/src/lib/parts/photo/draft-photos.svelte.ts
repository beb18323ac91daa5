// The pictures of a form: taken, covered, captioned, put in order, taken anew, taken out. Each step is in the phone's database
// before the next can be tapped, so that a kill at any moment loses nothing that was kept.
import * as api from "$lib/api";
import type { DraftPhoto, PhotoSource, PictureRules, Problem } from "$lib/bindings";
import { OneByOne } from "$lib/one-by-one";
import { here } from "$lib/position";
import { Taking, type Taken } from "../camera/taking.svelte";
import { moved, replaced } from "./order";

/** Until the phone was handed rules: as if none were. */
const NO_RULES: PictureRules = { gallery: true, maskStep: true, stamp: false, stays: 30 };

export class DraftPhotos {
  list = $state.raw<DraftPhoto[]>([]);
  rules = $state.raw<PictureRules>(NO_RULES);
  problem = $state.raw<Problem | null>(null);
  readonly taking: Taking;
  readonly #key: api.DraftKey;
  readonly #ordered: () => Promise<void>;
  readonly #line = new OneByOne();
  #replaces: string | null = null;

  /** `ordered` puts the form's order away. */
  constructor(key: api.DraftKey, ordered: () => Promise<void>) {
    this.#key = key;
    this.#ordered = ordered;
    this.taking = new Taking(
      (taken) => this.#add(taken),
      () => this.rules.maskStep,
    );
  }

  get ids(): string[] {
    return this.list.map((photo) => photo.id);
  }

  /** What went wrong last, here or on the way in. */
  get trouble(): Problem | null {
    return this.taking.problem ?? this.problem;
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      this.rules = await api.pictureRules();
      this.list = await api.draftPhotos(this.#key);
    });
  }

  /** Opens the camera for one more. */
  take(): void {
    this.#replaces = null;
    this.taking.openCamera();
  }

  /** A picture from a file or from the system's camera, for one more or in the place of this one. */
  picked(picture: Uint8Array, source: PhotoSource, replaces: string | null = null): Promise<void> {
    this.#replaces = replaces;
    return this.taking.took(picture, source);
  }

  /** The phone's own camera is about to be opened. That nobody could be told costs nothing but the offer after a kill. */
  cameraOpens(): void {
    void api.cameraOpens(this.#key).catch(() => undefined);
  }

  /** Takes up what the phone's camera finished for this form while the app was gone. */
  async takeLeft(): Promise<void> {
    await this.#try(async () => {
      if ((await api.leftPicture()) !== this.#key || this.taking.stage !== "idle") return;
      const picture = new Uint8Array(await api.readLeftPicture());
      this.rules = await api.pictureRules();
      void this.picked(picture, "system_camera");
    });
  }

  /** Opens the camera; the picture takes the place of this one, which stays until then. */
  retake(id: string): void {
    this.#replaces = id;
    this.taking.openCamera();
  }

  async move(id: string, by: -1 | 1): Promise<void> {
    this.list = moved(this.list, id, by);
    await this.#ordered();
  }

  async caption(id: string, caption: string): Promise<void> {
    await this.#try(async () => {
      await api.captionPhoto(id, caption);
      this.list = this.list.map((photo) => (photo.id === id ? { ...photo, caption: caption.trim() } : photo));
    });
  }

  async drop(id: string): Promise<void> {
    this.list = this.list.filter((photo) => photo.id !== id);
    await this.#try(() => api.dropPhoto(id));
    await this.#ordered();
  }

  async #add({ bytes, source, masks }: Taken): Promise<void> {
    this.problem = null;
    const old = this.#replaces;
    const taken = { source, masks, replaces: old, position: source === "file" ? null : here() };
    const photo = await this.#line.run(() => api.addPhoto(this.#key, bytes, taken));
    this.#replaces = null;
    this.list = replaced(this.list, old, photo);
    await this.#ordered();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await this.#line.run(work);
    } catch (thrown) {
      this.problem = api.asProblem(thrown);
    }
  }
}
