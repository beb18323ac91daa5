// One piece of news in words: what happened, where and by whom, and what an official should notice about it.
import { m } from "$lib/paraglide/messages";
import type { EventRow } from "$lib/shapes";
import { NOTABLE_ERROR_MS, plusMinus, span } from "$lib/time-words";
import { bareName, categoryName, eventKind, resultName } from "$lib/words";

export type Notable = { tone: "wait" | "danger" | "plain"; word: string };

/** A record under way for longer than this came from a phone that was offline. */
const LATE_MS = 2 * 60_000;

/** `打卡 · 后围墙巡查点`. */
export function headline(event: EventRow): string {
  if (event.kind !== "hazard_report") return `${eventKind(event.kind)} · ${event.place || bareName(event.school)}`;
  const what = event.category ? categoryName(event.category, event.category_label) : event.place;
  return `${eventKind(event.kind)} · ${event.text?.trim() || what}`;
}

/** School, person, proof, distance: what stands under the headline. */
export function detail(event: EventRow): string[] {
  const parts = [bareName(event.school), event.who];
  if (event.kind === "hazard_report" && event.category) parts.push(categoryName(event.category, event.category_label));
  if (event.level && event.level !== "C") parts.push(m.proof_level({ level: event.level }));
  if (event.distance_m !== null) parts.push(m.meters({ n: Math.round(event.distance_m) }));
  if (event.received_ms - event.at_ms > LATE_MS) {
    parts.push(m.delivered_after({ span: span(event.received_ms - event.at_ms) }));
  }
  return parts.filter(Boolean);
}

/** The one tag of a row that someone should notice; the weightiest matter wins, and most rows have none. */
export function notable(event: EventRow): Notable | null {
  if (event.result && event.result !== "normal") return { tone: "danger", word: resultName(event.result) };
  if (event.quality === "D") return { tone: "wait", word: m.clock_doubtful() };
  if (event.err_ms >= NOTABLE_ERROR_MS) return { tone: "plain", word: plusMinus(event.err_ms) };
  if (event.photos_lost > 0) {
    const { photos_stored: stored, photos_total: total, photos_lost: lost } = event;
    return { tone: "danger", word: m.photos_of_lost({ stored, total, lost }) };
  }
  if (event.photos_stored < event.photos_total) {
    return { tone: "wait", word: m.photos_of({ stored: event.photos_stored, total: event.photos_total }) };
  }
  if (event.level === "C") return { tone: "wait", word: m.proof_level({ level: event.level }) };
  return null;
}
