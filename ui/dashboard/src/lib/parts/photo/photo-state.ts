// What of a picture is not here, in words: nothing when all of it is.
import { m } from "$lib/paraglide/messages";

/** `lost`: its phone said that it will not come. A picture that the office added came before it was added. */
export type Arrival = { stored: boolean; thumb_stored: boolean; lost?: boolean; lost_why?: string | null };

/** Whether it will never come. */
export const isLost = (photo: Arrival): boolean => !photo.stored && (photo.lost ?? true);

/** What of it is missing, and whether it will still come. */
export function missingWords(photo: Arrival): string | null {
  if (photo.stored) return null;
  if (photo.lost === undefined) return m.attached_lost();
  if (photo.lost && photo.lost_why !== "damaged") {
    const why = refusal(photo.lost_why ?? null);
    return photo.thumb_stored ? m.photo_refused_thumb({ why }) : m.photo_refused({ why });
  }
  if (photo.lost) return photo.thumb_stored ? m.photo_lost_thumb() : m.photo_lost();
  return photo.thumb_stored ? m.photo_only_thumb() : m.photo_awaited();
}

/** Why the server refused it, by the code that it gave the phone. */
function refusal(code: string | null): string {
  if (code === "photo-too-large") return m.refusal_too_large();
  if (code === "photo-not-named" || code === "photo-mismatch") return m.refusal_not_signed();
  return m.refusal_other();
}
