import { expect, test } from "vitest";
import type { Evidence, GalleryPhoto, PhotosBeside } from "$lib/shapes";
import { closest } from "./beside.svelte";

const photo = (photo_id: string) => ({ photo_id, record_id: `record of ${photo_id}` }) as GalleryPhoto;
const added = (photo_id: string, shows: string, withdrawn_ms: number | null = null) => ({
  photo_id,
  shows,
  withdrawn_ms,
  account: "station01",
});
const record = (...own: string[]) =>
  ({ photos: own.map((photo_id) => ({ photo_id })), attached: [] as unknown }) as Evidence;
const mended = (...attached: unknown[]) => ({ ...record("a", "b"), attached }) as Evidence;
const around = (more: Partial<PhotosBeside>): PhotosBeside => ({
  chain: [],
  place: [],
  school: [photo("newest of the school")],
  next: null,
  ...more,
});

test("what was answered to a record comes before all else, and the school's latest last", () => {
  const place = [photo("same point")];
  expect(closest(record("a", "b"), 0, around({ chain: [photo("answer")], place }))?.photo_id).toBe("answer");
  expect(closest(record("a", "b"), 0, around({ place }))?.photo_id).toBe("b");
  expect(closest(record("a", "b"), 1, null)?.photo_id).toBe("a");
  expect(closest(record("a"), 0, around({ place }))?.photo_id).toBe("same point");
  expect(closest(record("a"), 0, around({}))?.photo_id).toBe("newest of the school");
  expect(closest(record("a"), 0, null)).toBeNull();
});

test("what the office says shows it put right stands beside the worker's picture, and the worker's beside it", () => {
  const answered = around({ chain: [photo("answer")] });
  const record = mended(added("old", "after"), added("new", "after"), added("gone", "after", 5), added("c", "before"));
  expect(closest(record, 0, answered)?.photo_id).toBe("new");
  expect(closest(record, 3, answered)?.photo_id, "the second that the office added").toBe("a");
  expect(closest(mended(added("gone", "after", 5)), 0, answered)?.photo_id, "withdrawn").toBe("answer");
});
