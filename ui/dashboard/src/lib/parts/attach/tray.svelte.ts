// The pictures that somebody is adding to a record: chosen, on their way, or left over from an earlier run of the page. A tray
// outlives the sheet it is shown in, and signing in anew, so that nothing has to be chosen twice.
import { Problem, attachPicture } from "$lib/api";
import { session } from "$lib/session.svelte";
import type { Rectification } from "$lib/shapes";
import { Sending, giveUp, leftOver, type Left } from "./sending";

/** `left`: an earlier run of the page began it, and its file has to be chosen again. */
export type Step = "chosen" | "left" | "waiting" | "sending" | "cut" | "adding" | "added" | "stopped" | "refused";

/** What the server says of a file that no other attempt makes better. */
const FOR_GOOD = new Set([
  "not-an-image",
  "image-empty",
  "image-kind-unread",
  "image-broken",
  "image-too-large",
  "photo-empty",
  "photo-too-large",
  "attachment-withdrawn",
]);

export class Item {
  step = $state<Step>("chosen");
  sent = $state(0);
  problem = $state.raw<Problem | null>(null);
  shows = $state<Rectification>("after");
  caption = $state("");
  file = $state.raw<File | null>(null);
  left: Left | null = null;
  sending: Sending | null = null;

  constructor(
    readonly name: string,
    readonly size: number,
  ) {}

  /** What is written and chosen about it can still be changed. */
  get open(): boolean {
    return this.step === "chosen" || this.step === "left" || this.step === "stopped";
  }

  /** It can be sent as it is. */
  get ready(): boolean {
    return this.file !== null && (this.step === "chosen" || this.step === "stopped");
  }

  get going(): boolean {
    return ["waiting", "sending", "cut", "adding"].includes(this.step);
  }
}

/** How far all of them are: pictures and bytes, of those that can be sent. */
export function progress(items: readonly { step: Step; size: number; sent: number }[]) {
  const counted = items.filter((it) => it.step !== "refused");
  const sum = (of: (it: (typeof counted)[number]) => number) => counted.reduce((total, it) => total + of(it), 0);
  const size = sum((it) => it.size);
  const sent = sum((it) => (it.step === "added" ? it.size : Math.min(it.sent, it.size)));
  return {
    done: counted.filter((it) => it.step === "added").length,
    total: counted.length,
    // A hundred only when nothing is left to do.
    percent: size === 0 ? 0 : Math.min(sent === size ? 100 : 99, Math.round((100 * sent) / size)),
  };
}

export class Tray {
  items = $state.raw<readonly Item[]>([]);
  busy = $state(false);
  #looked = false;

  constructor(
    private readonly account: string,
    private readonly record: string,
  ) {}

  /** Looks once for what an earlier run of the page began. */
  async look(): Promise<void> {
    if (this.#looked) return;
    this.#looked = true;
    const found = (await leftOver(this.account, this.record)).map((left) => {
      const item = new Item(left.name, left.size);
      Object.assign(item, { step: "left", left, shows: left.facts.shows, caption: left.facts.caption });
      return item;
    });
    this.items = [...found, ...this.items];
  }

  /** Takes files in; one that an earlier run began gets its file back. */
  choose(files: readonly File[]): void {
    for (const file of files) {
      const known = this.items.find((it) => it.step === "left" && it.name === file.name && it.size === file.size);
      const item = known ?? new Item(file.name, file.size);
      item.file = file;
      item.step = "chosen";
      if (file.type && !file.type.startsWith("image/")) {
        item.problem = new Problem("not-an-image");
        item.step = "refused";
      }
      if (!known) this.items = [...this.items, item];
    }
  }

  /** Sends all that can be sent, one after another. Rejects when some are left. */
  async send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const going = this.items.filter((it) => it.ready);
      for (const item of going) item.step = "waiting";
      for (const item of going) {
        if (item.step === "waiting") await this.#one(item);
      }
    } finally {
      for (const item of this.items.filter((it) => it.step === "waiting")) item.step = "chosen";
      this.busy = false;
    }
    const left = this.items.filter((it) => it.step !== "added").length;
    if (left > 0) throw new Problem("attachments-left", { count: left });
  }

  /** Takes one away: what of it is on the server is ended there. */
  async cancel(item: Item): Promise<void> {
    this.items = this.items.filter((it) => it !== item);
    item.step = "refused";
    if (item.sending) await item.sending.end();
    else if (item.left) await giveUp(item.left);
  }

  /** Forgets what is done with; what is unfinished stays. */
  tidy(): void {
    if (!this.busy) this.items = this.items.filter((it) => it.step === "left" || it.step === "stopped");
  }

  async #one(item: Item): Promise<void> {
    if (!item.file) return;
    const facts = { account: this.account, record: this.record, shows: item.shows, caption: item.caption };
    const sending = new Sending(item.file, facts, {
      sent: (bytes) => {
        item.sent = bytes;
        if (item.going) item.step = "sending";
      },
      cut: () => {
        if (item.going) item.step = "cut";
      },
    });
    Object.assign(item, { sending, step: "sending", problem: null });
    try {
      const upload = await sending.run();
      item.step = "adding";
      await attachPicture(this.record, { upload, shows: item.shows, caption: item.caption });
      await sending.forget();
      if (item.left && !sending.continues(item.left)) await giveUp(item.left);
      item.step = "added";
    } catch (thrown) {
      if (!this.items.includes(item)) return; // taken away meanwhile
      const problem = readProblem(thrown);
      // Whoever reads it has signed in again.
      item.problem = problem.code === "signed-out" ? null : problem;
      item.step = FOR_GOOD.has(problem.code) ? "refused" : "stopped";
      if (item.step === "refused") await sending.end();
      if (problem.code === "signed-out") session.expire();
      // Without a session or a server the others would fail alike; they wait.
      if (problem.code === "signed-out" || problem.code === "upload-cut") {
        for (const other of this.items) if (other.step === "waiting") other.step = "chosen";
      }
    }
  }
}

/** A line that is dead has a sentence of its own here: nothing that was sent is lost. */
function readProblem(thrown: unknown): Problem {
  const problem = thrown instanceof Problem ? thrown : new Problem("page-broken");
  return problem.code === "server-unreachable" ? new Problem("upload-cut") : problem;
}

const trays = new Map<string, Tray>();

/** The tray of whoever is signed in for a record. */
export function trayOf(account: string, record: string): Tray {
  const key = `${account} ${record}`;
  const tray = trays.get(key) ?? new Tray(account, record);
  trays.set(key, tray);
  return tray;
}
