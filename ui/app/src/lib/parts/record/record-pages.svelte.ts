// Records of this phone, mine or everybody's, newest first, page after page. A change re-reads what is shown, so that a state that
// moved from waiting to delivered is seen where it stands, and paging keeps its place.
import * as api from "$lib/api";
import type { Problem, RecordRow, Whose } from "$lib/bindings";
import { onStale } from "$lib/live.svelte";

const PAGE = 30;

export class RecordPages {
  rows = $state.raw<RecordRow[] | null>(null);
  whose = $state<Whose>("mine");
  more = $state(false);
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);
  #wanted = PAGE;
  #turn = 0;

  constructor() {
    $effect(() => {
      void this.#read();
      return onStale(["records", "sync", "session"], () => void this.#read());
    });
  }

  async show(whose: Whose): Promise<void> {
    this.whose = whose;
    this.#wanted = PAGE;
    await this.#read();
  }

  async next(): Promise<void> {
    if (this.busy || !this.more) return;
    this.busy = true;
    this.#wanted += PAGE;
    await this.#read();
    this.busy = false;
  }

  async #read(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { rows, more } = await firstRows(this.whose, this.#wanted);
      if (turn !== this.#turn) return;
      this.more = more;
      this.rows = rows;
      this.problem = null;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = api.asProblem(thrown);
    }
  }
}

async function firstRows(whose: Whose, wanted: number): Promise<{ rows: RecordRow[]; more: boolean }> {
  const rows: RecordRow[] = [];
  for (;;) {
    const page = await api.records(whose, rows.at(-1)?.seq ?? null, PAGE);
    rows.push(...page);
    const more = page.length === PAGE;
    if (!more || rows.length >= wanted) return { rows, more };
  }
}
