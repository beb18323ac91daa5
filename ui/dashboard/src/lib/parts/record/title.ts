// The heading of a record: what it is and where.
import { m } from "$lib/paraglide/messages";
import type { Evidence } from "$lib/shapes";
import { eventKind } from "$lib/words";

export function recordTitle(record: Evidence): string {
  return [eventKind(record.kind), record.place || record.school].filter(Boolean).join(" · ");
}

/** What the record itself says in words: a note, a description. */
export function recordText(record: Evidence): string | null {
  const text = record.body["text"] ?? record.body["note"];
  return typeof text === "string" && text.trim() ? text.trim() : null;
}

/** A short field of the body, when it is there. */
export function bodyCode(record: Evidence, name: string): string | null {
  const code = record.body[name];
  return typeof code === "string" && code ? code : null;
}

/** Why the name on the record is not a signature. */
export function statedBy(code: string): string {
  return code === "roll-call" ? m.stated_by_roll_call() : m.stated_by_device_session();
}
