// A record in words: what it is, how far it has come, and what is remarkable about it.
import { clock } from "kit/time";
import type { RecordKind, RecordRow } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";
import { KNOWN_PROBLEMS, reasonSentence } from "$lib/problem";
import { onTimeWord } from "../duty/window-word";

const KINDS: Record<RecordKind, () => string> = {
  duty_on: () => m.record_duty_on(),
  duty_off: () => m.record_duty_off(),
  check_in: () => m.record_check_in(),
  hazard_report: () => m.record_hazard_report(),
  other: () => m.record_other(),
};

/** `到岗 · 东门护学岗`; a hazard is known by what was written about it. */
export function recordHeading(row: RecordRow): string {
  const kind = (KINDS[row.kind] ?? KINDS.other)();
  const subject = row.kind === "hazard_report" ? row.detail || row.title : row.title;
  return subject ? `${kind} · ${subject}` : kind;
}

export type Stage = { tone: "ok" | "wait" | "danger"; word: string; shape?: "going-up" };

/** The tick needs the receipt of the record and of every picture it names. */
export function recordStage(row: RecordRow): Stage {
  if (row.state === "attention") return { tone: "danger", word: m.state_attention() };
  if (row.state === "saved") return { tone: "wait", word: m.state_saved() };
  if (row.photosSent < row.photosTotal) return { tone: "wait", word: m.state_photos_wait(), shape: "going-up" };
  return { tone: "ok", word: m.state_delivered() };
}

/** `07:36 · 照片 1/2 已送达 · 按时 · …`; what everybody on this phone knows, its own school, is left out. */
export function recordLine(row: RecordRow, me: string | null, here: string | null): string {
  const who = row.who !== me ? row.who : undefined;
  const photos = row.photosTotal > 0 ? m.record_photos({ sent: row.photosSent, total: row.photosTotal }) : undefined;
  const duty = row.kind === "duty_on" || row.kind === "duty_off" ? onTimeWord(row.kind, row.onTime) : undefined;
  const rest = row.kind === "hazard_report" ? row.title : row.detail;
  return [clock(row.atMs), who, photos, duty, rest !== here && rest].filter(Boolean).join(" · ");
}

/** The server's remark as a sentence. */
export function recordRemark(row: RecordRow): string | null {
  if (row.state !== "attention") return null;
  const known = row.reason !== null && KNOWN_PROBLEMS.includes(row.reason);
  return known ? reasonSentence(row.reason ?? "") : m.record_attention();
}
