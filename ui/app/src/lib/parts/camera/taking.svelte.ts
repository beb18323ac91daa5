// One picture on its way into a form: from the camera or a file, through the step that covers faces, to the phone's sealed store.
// Until the last step it is only in memory.
import { asProblem } from "$lib/api";
import type { PhotoSource, Problem } from "$lib/bindings";
import type { Mask } from "./masks";

export type Taken = { bytes: Uint8Array; source: PhotoSource; masks: Mask[] };
type Stage = "idle" | "camera" | "mask";

export class Taking {
  stage = $state<Stage>("idle");
  picture = $state.raw<Blob | null>(null);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  readonly #keep: (taken: Taken) => Promise<void>;
  readonly #asksForMasks: () => boolean;
  #source: PhotoSource = "camera";

  /** `keep` puts the picture away; `asksForMasks` says whether the step in between is wanted. */
  constructor(keep: (taken: Taken) => Promise<void>, asksForMasks: () => boolean) {
    this.#keep = keep;
    this.#asksForMasks = asksForMasks;
  }

  openCamera(): void {
    this.problem = null;
    this.stage = "camera";
  }

  /** A picture is there. */
  async took(picture: Blob, source: PhotoSource): Promise<void> {
    this.picture = picture;
    this.#source = source;
    this.problem = null;
    this.stage = "mask";
    if (!this.#asksForMasks()) await this.use([]);
  }

  /** It is to be kept so. */
  async use(masks: Mask[]): Promise<void> {
    if (!this.picture || this.busy) return;
    this.busy = true;
    try {
      const bytes = new Uint8Array(await this.picture.arrayBuffer());
      await this.#keep({ bytes, source: this.#source, masks });
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
      this.close();
    }
  }

  /** Another one instead, from where this one came. */
  again(): void {
    const camera = this.#source === "camera";
    this.close();
    if (camera) this.openCamera();
  }

  close(): void {
    this.picture = null;
    this.stage = "idle";
  }
}
