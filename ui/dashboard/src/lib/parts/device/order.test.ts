import { expect, test } from "vitest";
import type { DeviceRow } from "$lib/shapes";
import { byUnsent, hasUnsent, matches } from "./order";

function device(no: string, unsent: number, oldest: number | null, contact = 100): DeviceRow {
  const rest = { place: "甲小学", app_version: "0.1.0", acked: 0, state: "active" } as const;
  return {
    id: no,
    no,
    label: "门卫室手机",
    last_contact_ms: contact,
    unsent_records: unsent,
    unsent_photos: 0,
    oldest_unsent_ms: oldest,
    ...rest,
  };
}

test("phones with unsent work come first, the oldest work before the rest, then the longest silence", () => {
  const rows = [device("D-1", 0, null, 900), device("D-2", 3, 500), device("D-3", 1, 200), device("D-4", 0, null, 50)];
  expect(byUnsent(rows).map((row) => row.no)).toEqual(["D-3", "D-2", "D-4", "D-1"]);
});

test("a phone that only still holds photos counts as holding work", () => {
  expect(hasUnsent({ ...device("D-1", 0, null), unsent_photos: 2 })).toBe(true);
});

test("a search finds by number, name and place, in any case", () => {
  expect(matches(device("D-0008", 0, null), "d-0008")).toBe(true);
  expect(matches(device("D-0008", 0, null), " 甲小 ")).toBe(true);
  expect(matches(device("D-0008", 0, null), "乙")).toBe(false);
});
