import { expect, test } from "vitest";
import type { DeviceRow } from "$lib/shapes";
import { hasUnsent, needsOf } from "./needs";
import { byNeed, matches, readDays, shown, silentSince } from "./order";

const DAY = 86_400_000;
const NOW = 40 * DAY;

function device(no: string, change: Partial<DeviceRow> = {}): DeviceRow {
  return {
    id: no,
    no,
    label: "门卫室手机",
    place: "甲小学",
    app_version: "0.1.0",
    acked: 0,
    last_contact_ms: NOW - 60_000,
    unsent_records: 0,
    unsent_photos: 0,
    oldest_unsent_ms: null,
    told_ms: NOW - 60_000,
    state: "active",
    state_since_ms: null,
    state_reason: "",
    clock_off_ms: 0,
    unread: 0,
    rejected: 0,
    refused_code: null,
    refused_ms: null,
    forked_ms: null,
    found_code: null,
    found_ms: null,
    ...change,
  };
}

const codes = (row: DeviceRow) => needsOf(row, NOW).map((need) => need.code);

test("the gravest need comes first, then unsent work by age, then the longest silence", () => {
  const rows = [
    device("1"),
    device("2", { unsent_records: 3, oldest_unsent_ms: NOW - 5_000 }),
    device("3", { unsent_records: 1, oldest_unsent_ms: NOW - 9_000 }),
    device("4", { refused_code: "fork", refused_ms: NOW }),
    device("5", { unread: 2 }),
    device("6", { last_contact_ms: NOW - 2 * DAY }),
    device("7", { last_contact_ms: NOW - 5 * DAY }),
  ];
  expect(byNeed(rows, NOW).map((row) => row.no)).toEqual(["4", "5", "7", "3", "2", "6", "1"]);
});

test("a need is told as soon as it is one and not before", () => {
  expect(codes(device("1"))).toEqual([]);
  expect(codes(device("1", { clock_off_ms: -59_999 }))).toEqual([]);
  expect(codes(device("1", { clock_off_ms: -60_000 }))).toEqual(["clock"]);
  expect(codes(device("1", { unsent_photos: 1, oldest_unsent_ms: NOW - DAY }))).toEqual(["unsent"]);
  expect(codes(device("1", { last_contact_ms: NOW - 3 * DAY }))).toEqual(["silent"]);
  expect(codes(device("1", { forked_ms: NOW - DAY }))).toEqual(["forked"]);
  const aside = { found_code: "database_set_aside", found_ms: NOW - DAY };
  expect(needsOf(device("1", aside), NOW)).toMatchObject([{ code: "found", word: "手机数据库坏了，已另建" }]);
  expect(codes(device("1", { ...aside, found_ms: NOW - 15 * DAY }))).toEqual([]);
  expect(codes(device("1", { last_contact_ms: null }))).toEqual(["silent"]);
});

test("a phone taken out of use needs nobody, unless its evidence is not understood", () => {
  const old = { state: "revoked" as const, last_contact_ms: NOW - 30 * DAY, clock_off_ms: 999_999 };
  expect(codes(device("1", old))).toEqual([]);
  expect(codes(device("1", { ...old, unread: 1 }))).toEqual(["unread"]);
  expect(silentSince(device("1", old), 7, NOW)).toBe(false);
});

test("the cuts through the list", () => {
  expect(hasUnsent(device("1", { unsent_photos: 2 }))).toBe(true);
  expect(shown(device("1"), "unsent", NOW)).toBe(false);
  expect(shown(device("1", { state: "suspended" }), "stopped", NOW)).toBe(true);
  expect(shown(device("1", { unread: 1 }), "hand", NOW)).toBe(true);
  expect(silentSince(device("1", { last_contact_ms: NOW - 7 * DAY }), 7, NOW)).toBe(true);
  expect([readDays("7"), readDays("8"), readDays(null)]).toEqual([7, null, null]);
});

test("a search finds by number, name, place and version, in any case", () => {
  expect(matches(device("D-0008"), "d-0008")).toBe(true);
  expect(matches(device("D-0008"), " 甲小 ")).toBe(true);
  expect(matches(device("D-0008"), "0.1.0")).toBe(true);
  expect(matches(device("D-0008"), "乙")).toBe(false);
});
