// The picture that stands beside another: one of the same record, or one that the same school sent at another time, which is
// how before and after are seen.
import { readGallery, readRecord } from "$lib/api";
import type { Evidence, GalleryPhoto, Photo } from "$lib/shapes";
import { recordTitle } from "../record/title";

/** A picture with the record it belongs to. */
export type Shown = { photo: Photo; record: Evidence; title: string };

export class Beside {
  /** Two are compared. */
  open = $state(false);
  shown = $state.raw<Shown | null>(null);
  /** Pictures of the school in other records, newest first. */
  others = $state.raw<GalleryPhoto[]>([]);
  /** There is nothing to compare with. */
  alone = $state(false);
  /** There are pictures before those that were read. */
  hasOlder = $derived.by(() => this.#next !== null);
  #next = $state<number | null>(null);

  /** Begins with the next picture of the record, or with the school's latest other one. */
  async begin(record: Evidence, index: number): Promise<void> {
    this.open = true;
    this.alone = false;
    const next = record.photos[(index + 1) % record.photos.length];
    if (next && record.photos.length > 1) this.#show(next, record);
    this.others = [];
    this.#next = null;
    await this.#read(record);
    const latest = this.others[0];
    if (!this.shown && latest) await this.choose(latest.record_id, latest.photo_id, record);
    this.alone = this.shown === null;
  }

  /** Shows a picture of a record; the one in hand is not asked for again. */
  async choose(recordId: string, photoId: string, inHand: Evidence): Promise<void> {
    const record = recordId === inHand.record_id ? inHand : await readRecord(recordId);
    const photo = record.photos.find((one) => one.photo_id === photoId);
    if (photo && this.open) this.#show(photo, record);
  }

  /** Reads on to older pictures of the school. */
  async older(record: Evidence): Promise<void> {
    if (this.#next !== null) await this.#read(record);
  }

  /** Reads pages until one has something of the school, or there are no more. */
  async #read(record: Evidence): Promise<void> {
    try {
      do {
        const { photos, next } = await readGallery({ q: record.school, kind: null, before: this.#next });
        const more = photos.filter((one) => one.record_id !== record.record_id && one.school === record.school);
        this.others = [...this.others, ...more];
        this.#next = next;
        if (more.length > 0) return;
      } while (this.#next !== null && this.open);
    } catch {
      // The record's own pictures can still be compared.
    }
  }

  close(): void {
    this.open = false;
    this.shown = null;
  }

  #show(photo: Photo, record: Evidence): void {
    this.shown = { photo, record, title: recordTitle(record) };
  }
}
