// What to do about a picture that will not reach the office.
import type { RecordPhoto } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

/** Why it will not come and what to do, as sentences; nothing for one that comes. */
export function whatToDo(photo: Pick<RecordPhoto, "state" | "refused">): string | null {
  if (photo.state === "lost") return m.photo_lost_todo();
  if (photo.state !== "refused") return null;
  if (photo.refused === "photo-too-large") return m.photo_refused_large();
  const unlike = photo.refused === "photo-not-named" || photo.refused === "photo-mismatch";
  return unlike ? m.photo_refused_not_signed() : m.photo_refused_other();
}
