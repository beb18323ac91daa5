// A record in words: what it is, how far it has come, and what is remarkable about it.
import { clock } from "kit/time";
import type { RecordKind, RecordRow } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { m } from "$lib/paraglide/messages";
import { onTimeWord } from "../duty/window-word";

const KINDS: Record<RecordKind, () => string> = {
  duty_on: () => m.record_duty_on(),
  duty_off: () => m.record_duty_off(),
  check_in: () => m.record_check_in(),
  hazard_report: () => m.record_hazard_report(),
  duty_note: () => m.record_duty_note(),
  escort_sheet: () => m.record_escort_sheet(),
  correction: () => m.record_correction(),
  roster_request: () => m.record_roster_request(),
  day_review: () => m.record_day_review(),
  patrol_run: () => m.record_patrol_run(),
  answer: () => m.record_answer(),
  other: () => m.record_other(),
};

/** What narrows the kind down, where that has a word of its own. */
const SORTS: Partial<Record<string, () => string>> = {
  "duty_note log": () => m.duty_note(),
  "duty_note roll_call": () => m.duty_roll_call(),
  "duty_note hand_over": () => m.duty_hand_over(),
  "duty_note close": () => m.duty_close(),
  "patrol_run start": () => m.run_began(),
  "patrol_run finish": () => m.run_finished(),
  "patrol_run void": () => m.run_void(),
  "roster_request swap": () => m.ask_swap(),
  "roster_request leave": () => m.ask_leave(),
  "correction void": () => m.record_void_of(),
  "correction time": () => m.record_time_of(),
  "correction text": () => m.record_text_of(),
  "check_in unreachable": () => m.visit_unreachable(),
};

/** `到岗 · 东门护学岗`; a hazard is known by what was written about it. */
export function recordHeading(row: RecordRow): string {
  const sort = SORTS[`${row.kind} ${row.what ?? ""}`];
  const kind = (sort ?? KINDS[row.kind] ?? KINDS.other)();
  const subject = row.kind === "hazard_report" ? row.detail || row.title : row.title;
  return dotted(kind, subject);
}

type Shape = "delivered" | "phone" | "going-up" | "photos" | "photo-lost" | "kept";
export type Stage = { tone: "ok" | "wait" | "danger"; word: string; shape: Shape };

/** Where a record is. The tick needs the receipt of the record and of every picture it names. */
export function recordStage(row: RecordRow): Stage {
  if (row.state === "saved") return { tone: "wait", word: m.state_saved(), shape: "phone" };
  if (row.state === "sending") return { tone: "wait", word: m.state_sending(), shape: "going-up" };
  if (row.photosLost > 0) return { tone: "danger", word: m.state_photo_lost(), shape: "photo-lost" };
  if (row.state === "kept") return { tone: "wait", word: m.state_kept(), shape: "kept" };
  if (row.photosSent < row.photosTotal) {
    const word = m.state_photos({ sent: row.photosSent, total: row.photosTotal });
    return { tone: "wait", word, shape: "photos" };
  }
  return { tone: "ok", word: m.state_delivered(), shape: "delivered" };
}

/**
 * `07:36 · 照片 1/2 已送达 · 按时 · …`; what the state beside it says, and what everybody on this phone knows, its own school,
 * is left out.
 */
export function recordLine(row: RecordRow, me: string | null, here: string | null): string {
  const who = row.who !== me ? row.who : undefined;
  const told = recordStage(row).shape === "photos";
  const photos =
    row.photosTotal > 0 && !told ? m.record_photos({ sent: row.photosSent, total: row.photosTotal }) : undefined;
  const duty = row.kind === "duty_on" || row.kind === "duty_off" ? onTimeWord(row.kind, row.onTime) : undefined;
  const rest = row.kind === "hazard_report" ? row.title : row.detail;
  return dotted(clock(row.atMs), who, photos, duty, rest !== here && rest);
}

/** What is remarkable about a record, as a sentence; nothing for most. */
export function recordRemark(row: RecordRow): string | null {
  if (row.photosLost > 0) return m.record_photo_lost({ count: row.photosLost });
  if (row.state !== "kept") return null;
  return row.reason === "unknown" ? m.record_kept_newer() : m.record_kept();
}
