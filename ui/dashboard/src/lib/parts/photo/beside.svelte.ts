// The picture that stands beside another, which is how before and after are seen: what the office says shows it put right, then
// what was answered to the record, another of the same record, the same point or post at another time, and the school.
import { readBeside, readRecord } from "$lib/api";
import type { Evidence, GalleryPhoto, PhotosBeside, Picture } from "$lib/shapes";
import { recordTitle } from "../record/title";
import { isAttached, picturesOf, standing } from "./picture";

/** A picture with the record it belongs to. */
export type Shown = { photo: Picture; record: Evidence; title: string };

/** The picture to begin with: the closest there is, and of those the latest. */
export function closest(record: Evidence, index: number, around: PhotosBeside | null): GalleryPhoto | Picture | null {
  const pictures = picturesOf(record);
  const shown = pictures[index];
  const own = pictures.length > 1 ? pictures[(index + 1) % pictures.length] : undefined;
  if (shown && isAttached(shown)) return record.photos[0] ?? own ?? around?.school[0] ?? null;
  const after = standing(record).findLast((it) => it.shows === "after");
  return after ?? around?.chain[0] ?? own ?? around?.place[0] ?? around?.school[0] ?? null;
}

export class Beside {
  /** Two are compared. */
  open = $state(false);
  shown = $state.raw<Shown | null>(null);
  /** What was answered to the record, or what it answers. */
  chain = $state.raw<readonly GalleryPhoto[]>([]);
  /** The same point or post. */
  place = $state.raw<readonly GalleryPhoto[]>([]);
  /** The same school. */
  school = $state.raw<readonly GalleryPhoto[]>([]);
  /** There is nothing to compare with. */
  alone = $state(false);
  /** There are pictures of the school before those that were read. */
  hasOlder = $derived.by(() => this.#next !== null);
  #next = $state<number | null>(null);

  /** Begins with the closest picture. */
  async begin(record: Evidence, index: number): Promise<void> {
    this.open = true;
    this.alone = false;
    // Without an answer the record's own pictures can still be compared.
    const around = await readBeside(record.record_id, null).catch(() => null);
    if (!this.open) return;
    this.chain = around?.chain ?? [];
    this.place = around?.place ?? [];
    this.school = around?.school ?? [];
    this.#next = around?.next ?? null;
    const first = closest(record, index, around);
    if (first) {
      await this.choose("record_id" in first ? first.record_id : record.record_id, first.photo_id, record);
    }
    this.alone = this.shown === null;
  }

  /** Shows a picture of a record; the one in hand is not asked for again. */
  async choose(recordId: string, photoId: string, inHand: Evidence): Promise<void> {
    const record = recordId === inHand.record_id ? inHand : await readRecord(recordId);
    const photo = picturesOf(record).find((one) => one.photo_id === photoId);
    if (photo && this.open) this.shown = { photo, record, title: recordTitle(record) };
  }

  /** Reads one page more of older pictures of the school. */
  async older(record: Evidence): Promise<void> {
    if (this.#next === null) return;
    try {
      const { school, next } = await readBeside(record.record_id, this.#next);
      const known = new Set([...this.chain, ...this.place].map((one) => one.photo_id));
      this.school = [...this.school, ...school.filter((one) => !known.has(one.photo_id))];
      this.#next = next;
    } catch {
      // The button stays, and the same page is asked for again.
    }
  }

  close(): void {
    this.open = false;
    this.shown = null;
  }
}
