// What about a phone needs a hand, gravest first. Each is a word with its own shape, never a colour alone; a phone that was
// taken out of use needs nobody any more, unless evidence of it lies unread.
import { m } from "$lib/paraglide/messages";
import type { DeviceRow } from "$lib/shapes";
import { span } from "$lib/time-words";
import { word } from "$lib/words";

export type NeedCode = "refused" | "unread" | "forked" | "found" | "clock" | "unsent" | "silent";
export type Need = { code: NeedCode; tone: "danger" | "wait"; word: string };

const DAY = 86_400_000;
/** From here on a clock face misleads whoever reads it. */
export const CLOCK_OFF_MS = 60_000;
/** Work that waits so long is asked about. */
export const UNSENT_LONG_MS = DAY;
/** What a phone found about itself stands in the list for so long, and on its own page for ever. */
export const FOUND_MS = 14 * DAY;
/** Nobody is asked about a shorter silence: a weekend passes. */
export const SILENT_MS = 3 * DAY;

export function hasUnsent(device: DeviceRow): boolean {
  return device.unsent_records > 0 || device.unsent_photos > 0;
}

/** How long the phone has not been heard; since it is known at all for one that never called. */
export function silence(device: DeviceRow, nowMs: number): number {
  return device.last_contact_ms === null ? Number.MAX_SAFE_INTEGER : Math.max(0, nowMs - device.last_contact_ms);
}

/** `手机快了 38 分`; nothing for a clock that is right, or that nobody heard. */
export function clockWord(offMs: number | null): string | null {
  if (offMs === null || Math.abs(offMs) < CLOCK_OFF_MS) return null;
  return offMs > 0 ? m.clock_ahead({ span: span(offMs) }) : m.clock_behind({ span: span(offMs) });
}

export const refusedWord = (code: string): string => word("refused", code, m.refused_other());

export function needsOf(device: DeviceRow, nowMs: number): Need[] {
  const needs: Need[] = [];
  const add = (code: NeedCode, tone: Need["tone"], text: string) => needs.push({ code, tone, word: text });
  if (device.refused_code !== null) add("refused", "danger", refusedWord(device.refused_code));
  if (device.unread > 0) add("unread", "danger", m.need_unread({ count: device.unread }));
  if (device.state === "revoked") return needs;
  const isNew = (atMs: number | null): atMs is number => atMs !== null && nowMs - atMs < FOUND_MS;
  if (isNew(device.forked_ms)) add("forked", "wait", m.need_forked());
  if (device.found_code !== null && isNew(device.found_ms))
    add("found", "wait", word("finding", device.found_code, m.finding_unknown()));
  const clock = clockWord(device.clock_off_ms);
  if (clock) add("clock", "wait", clock);
  if (hasUnsent(device) && device.oldest_unsent_ms !== null && nowMs - device.oldest_unsent_ms >= UNSENT_LONG_MS) {
    add("unsent", "wait", m.need_unsent({ span: span(nowMs - device.oldest_unsent_ms) }));
  }
  const silentMs = silence(device, nowMs);
  if (silentMs >= SILENT_MS) {
    add("silent", "wait", device.last_contact_ms === null ? m.never_heard() : m.need_silent({ span: span(silentMs) }));
  }
  return needs;
}
