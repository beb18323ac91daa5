// The pictures beside a record: the worker's own, and apart from them those that the office added. Only the first count.
import { m } from "$lib/paraglide/messages";
import type { Attached, Evidence, Picture } from "$lib/shapes";
import { shortMoment } from "$lib/time-words";
import { word } from "$lib/words";

export const isAttached = (picture: Picture): picture is Attached => "account" in picture;

/** What the office added and did not withdraw. */
export const standing = (record: Evidence): Attached[] => record.attached.filter((it) => it.withdrawn_ms === null);

/** All that can be looked at, the worker's first. */
export const picturesOf = (record: Evidence): Picture[] => [...record.photos, ...standing(record)];

/** `整改后`. */
export const showsWord = (picture: Attached): string => word("shows", picture.shows, picture.shows);

/** Which of how many it is: the worker's and the office's are counted apart. */
export function numberOf(record: Evidence, picture: Picture): string {
  const [all, say] = isAttached(picture) ? [standing(record), m.attached_of] : ([record.photos, m.photo_of] as const);
  return say({ n: all.findIndex((it) => it.photo_id === picture.photo_id) + 1, total: all.length });
}

/** What stands over a picture that is compared: when the record was made, or what the office says it shows. */
export function paneTitle(record: Evidence, picture: Picture, nowMs: number): string {
  if (!isAttached(picture)) return shortMoment(record.time.best_ms, nowMs);
  return m.attached_pane({ shows: showsWord(picture), time: shortMoment(picture.at_ms, nowMs) });
}
