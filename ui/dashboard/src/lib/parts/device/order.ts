// Phones by what the office should ask about: unsent work, the oldest first; then the longest silence.
import type { DeviceRow } from "$lib/shapes";

export function hasUnsent(device: DeviceRow): boolean {
  return device.unsent_records > 0 || device.unsent_photos > 0;
}

/** A sorted copy. */
export function byUnsent(devices: readonly DeviceRow[]): DeviceRow[] {
  return [...devices].sort(
    (a, b) =>
      Number(hasUnsent(b)) - Number(hasUnsent(a)) ||
      (a.oldest_unsent_ms ?? Number.MAX_SAFE_INTEGER) - (b.oldest_unsent_ms ?? Number.MAX_SAFE_INTEGER) ||
      (a.last_contact_ms ?? 0) - (b.last_contact_ms ?? 0) ||
      a.no.localeCompare(b.no, "zh-CN", { numeric: true }),
  );
}

export function matches(device: DeviceRow, text: string): boolean {
  const needle = text.trim().toLowerCase();
  return !needle || [device.no, device.label, device.place].some((field) => field.toLowerCase().includes(needle));
}
