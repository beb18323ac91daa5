// The heading of a record: what it is and where.
import type { Evidence } from "$lib/shapes";
import { eventKind } from "$lib/words";

export function recordTitle(record: Evidence): string {
  const hazard = record.kind === "hazard_report" ? recordText(record) : null;
  return `${eventKind(record.kind)} · ${(hazard && shorten(hazard)) || record.place || record.school}`;
}

/** Characters of a description that a heading bears. */
const HEADING_CHARS = 26;

function shorten(text: string): string {
  const chars = [...text];
  return chars.length > HEADING_CHARS ? `${chars.slice(0, HEADING_CHARS).join("")}…` : text;
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
