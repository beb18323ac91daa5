// Phones by what the office should do something about, and the cuts through the list that the address can name.
import type { DeviceRow } from "$lib/shapes";
import { hasUnsent, needsOf, silence, type NeedCode } from "./needs";

const GRAVITY: Record<NeedCode, number> = {
  refused: 64,
  unread: 32,
  forked: 16,
  found: 8,
  unsent: 4,
  clock: 2,
  silent: 1,
};

function gravity(device: DeviceRow, nowMs: number): number {
  return needsOf(device, nowMs).reduce((sum, need) => sum + GRAVITY[need.code], 0);
}

/** A sorted copy: the gravest need first, then unsent work (the oldest first), then the longest silence. */
export function byNeed(devices: readonly DeviceRow[], nowMs: number): DeviceRow[] {
  const weighed = devices.map((device) => ({ device, weight: gravity(device, nowMs) }));
  weighed.sort(
    ({ device: a, weight: wa }, { device: b, weight: wb }) =>
      wb - wa ||
      Number(hasUnsent(b)) - Number(hasUnsent(a)) ||
      (a.oldest_unsent_ms ?? Number.MAX_SAFE_INTEGER) - (b.oldest_unsent_ms ?? Number.MAX_SAFE_INTEGER) ||
      Number(a.state === "revoked") - Number(b.state === "revoked") ||
      (a.last_contact_ms ?? 0) - (b.last_contact_ms ?? 0) ||
      a.no.localeCompare(b.no, "zh-CN", { numeric: true }),
  );
  return weighed.map(({ device }) => device);
}

export function matches(device: DeviceRow, text: string): boolean {
  const needle = text.trim().toLowerCase();
  const fields = [device.no, device.label, device.place, device.app_version, device.state_reason];
  return !needle || fields.some((field) => field.toLowerCase().includes(needle));
}

export const SHOWS = ["all", "hand", "unsent", "stopped"] as const;
export type Show = (typeof SHOWS)[number];

export function shown(device: DeviceRow, show: Show, nowMs: number): boolean {
  if (show === "hand") return needsOf(device, nowMs).length > 0;
  if (show === "unsent") return hasUnsent(device);
  if (show === "stopped") return device.state !== "active";
  return true;
}

/** Lengths of silence to choose from, in days. */
export const SILENT_DAYS = [1, 3, 7, 30] as const;
const DAY = 86_400_000;

/** Silent for at least so many days; a phone taken out of use is silent by right. */
export function silentSince(device: DeviceRow, days: number | null, nowMs: number): boolean {
  return days === null || (device.state !== "revoked" && silence(device, nowMs) >= days * DAY);
}

/** The days that an address names, if it names one of those there are. */
export function readDays(text: string | null): number | null {
  const days = Number(text);
  return SILENT_DAYS.find((known) => known === days) ?? null;
}
