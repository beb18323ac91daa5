// What of a picture is not here, in words: nothing when all of it is.
import { m } from "$lib/paraglide/messages";

export type Arrival = { stored: boolean; thumb_stored: boolean; lost: boolean };

/** What of it is missing, and whether it will still come. */
export function missingWords(photo: Arrival): string | null {
  if (photo.stored) return null;
  if (photo.lost) return photo.thumb_stored ? m.photo_lost_thumb() : m.photo_lost();
  return photo.thumb_stored ? m.photo_only_thumb() : m.photo_awaited();
}
