// The first picture of a record, for lists. A list row says how many pictures have arrived but not which, so the record is
// asked once when the row comes into view, and again when more pictures have arrived.
import { readRecord } from "./api";

const known = new Map<string, Promise<string | null>>();
/** Enough for every list on screen; older answers are forgotten. */
const KEPT_MAX = 400;

async function ask(recordId: string): Promise<string | null> {
  const record = await readRecord(recordId);
  return record.photos.find((photo) => photo.thumb_stored)?.sha256 ?? null;
}

/** The digest of the first picture whose thumbnail is here, `null` while there is none. */
export function firstPhoto(recordId: string, photosStored: number): Promise<string | null> {
  const key = `${recordId} ${photosStored}`;
  const asked = known.get(key);
  if (asked) return asked;
  const answer = ask(recordId).catch(() => {
    known.delete(key);
    return null;
  });
  known.set(key, answer);
  const oldest = known.keys().next().value;
  if (known.size > KEPT_MAX && oldest !== undefined) known.delete(oldest);
  return answer;
}
