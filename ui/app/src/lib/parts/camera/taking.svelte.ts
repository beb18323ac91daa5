// One picture on its way into a form: from the camera or a file, through the step that covers faces, to the phone's sealed store.
// Until the last step it is only in memory. It stays there until it is kept or given up, whatever fails on the way.
import * as api from "$lib/api";
import type { PhotoSource, Problem } from "$lib/bindings";
import type { Mask } from "./masks";
import { preview } from "./preview";

export type Taken = { bytes: Uint8Array; source: PhotoSource; masks: Mask[] };
type Stage = "idle" | "camera" | "mask";

export class Taking {
  stage = $state<Stage>("idle");
  /** The picture upright, as it is painted on. */
  picture = $state.raw<HTMLCanvasElement | null>(null);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  readonly #keep: (taken: Taken) => Promise<void>;
  readonly #asksForMasks: () => boolean;
  #bytes: Uint8Array | null = null;
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

  /** A picture is there; `shown` is what the app's own camera drew, which nobody can turn another way. */
  async took(bytes: Uint8Array, source: PhotoSource, shown: HTMLCanvasElement | null = null): Promise<void> {
    this.#bytes = bytes;
    this.#source = source;
    this.picture = shown;
    this.problem = null;
    if (this.#asksForMasks()) await this.#show();
    else await this.use([]);
  }

  /** It is to be kept so. What fails leaves it where it is, with the reason, so that it can be tried again. */
  async use(masks: Mask[]): Promise<void> {
    if (!this.#bytes || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await this.#keep({ bytes: this.#bytes, source: this.#source, masks });
      this.#end();
    } catch (thrown) {
      const problem = api.asProblem(thrown);
      this.busy = false;
      await this.#show();
      this.problem ??= problem;
    } finally {
      this.busy = false;
    }
  }

  /** Another one instead, from where this one came. */
  again(): void {
    const camera = this.#source === "camera";
    this.close();
    if (camera) this.openCamera();
  }

  /** It is given up. */
  close(): void {
    const left = this.#bytes !== null && this.#source === "system_camera";
    this.#end();
    // What stays behind all the same is swept at the next start.
    if (left) void api.forgetLeftPicture().catch(() => undefined);
  }

  /** A picture that cannot be shown cannot be kept either: Rust makes both of it. */
  async #show(): Promise<void> {
    if (!this.#bytes) return;
    this.busy = true;
    try {
      this.picture ??= await preview(this.#bytes);
      this.stage = "mask";
    } catch (thrown) {
      this.close();
      this.problem = api.asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }

  #end(): void {
    this.#bytes = null;
    this.picture = null;
    this.stage = "idle";
  }
}
