// An entry of the duty's log in words.
import { clock } from "kit/time";
import type { ShiftNote } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { wordOf } from "$lib/options";
import { m } from "$lib/paraglide/messages";
import { categories } from "./duty-words";

/** `07:32 交通拥堵`, `07:05 点名`. */
export function noteHeading(note: ShiftNote): string {
  const what = {
    log: () => wordOf(categories(), note.category),
    roll_call: () => m.duty_roll_call(),
    hand_over: () => m.duty_hand_over(),
    close: () => m.duty_close(),
  }[note.what]();
  return `${clock(note.atMs)} ${what}`;
}

/** What was said, to whom it was handed, who said it. */
export function noteLine(note: ShiftNote): string {
  const handed = note.handedTo && m.note_handed({ to: note.handedTo });
  const photos = note.photos > 0 && m.saved_photos({ photos: note.photos });
  return dotted(note.text, handed, photos, note.who);
}
