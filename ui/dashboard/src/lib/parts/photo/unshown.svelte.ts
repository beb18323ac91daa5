// Pictures that are said to be here and did not come: the browser only knows that, so the server is asked why.
import { SvelteMap } from "svelte/reactivity";
import { Problem, askPhoto } from "$lib/api";
import { problemSentence } from "$lib/problem-words";

export class Unshown {
  #why = new SvelteMap<string, string>();

  /** Why the picture at this address is not shown; nothing while it is. */
  why(address: string | null): string | null {
    return address === null ? null : (this.#why.get(address) ?? null);
  }

  /** The picture at this address did not come. */
  async failed(address: string): Promise<void> {
    try {
      await askPhoto(address);
    } catch (thrown) {
      const problem = thrown instanceof Problem ? thrown : new Problem("page-broken");
      this.#why.set(address, problemSentence(problem));
    }
  }
}
