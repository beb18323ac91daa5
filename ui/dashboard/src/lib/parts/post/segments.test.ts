import { expect, test } from "vitest";
import type { Person, PostRow, PostState } from "$lib/shapes";
import { barOf, piecesOf, windowSpan } from "./segments";

const at = (clock: string) => Date.parse(`2026-11-23T${clock}:00+08:00`);
const WINDOW = windowSpan("2026-11-23", { start: "07:20", end: "08:20" });
const BAR = barOf(WINDOW);

function person(name: string, on: string, off: string | null = null): Person {
  const moment = { on_ms: at(on), off_ms: off === null ? null : at(off), lo_ms: at(on), hi_ms: at(on) };
  return { staff_id: name, name, kind: "guard", quality: "A", record_id: name, ...moment };
}

const NOTHING = { window_id: null, shift: null, late: false, gaps: [], situation: null, reason: null };

function post(state: PostState, people: Person[]): PostRow {
  const place = { id: "1", name: "正门", school_id: "1", school: "甲", town: "乙", lat: 0, lon: 0 };
  return { ...place, need: 2, present: people.length, people, state, missing: [], last_contact_ms: null, ...NOTHING };
}

test("the bar runs from the time people should arrive to the end of the window", () => {
  expect(BAR).toEqual({ startMs: at("07:00"), endMs: at("08:20"), stepMs: 600_000, pieces: 8 });
});

test("a long window keeps few pieces, and one over midnight ends on the next day", () => {
  const night = windowSpan("2026-11-23", { start: "22:00", end: "06:00" });
  expect(night.endMs - night.startMs).toBe(8 * 3_600_000);
  expect(barOf(night).pieces).toBeLessThanOrEqual(10);
});

test("pieces show who stood there, and the future stays open", () => {
  const row = post("manned", [person("甲", "07:12"), person("乙", "07:21")]);
  expect(piecesOf(row, BAR, WINDOW, at("07:45"))).toEqual([
    "none",
    "early",
    "full",
    "full",
    "full",
    "ahead",
    "ahead",
    "ahead",
  ]);
});

test("somebody who left is missed from then on", () => {
  const row = post("short", [person("甲", "07:00"), person("乙", "07:00", "07:30")]);
  expect(piecesOf(row, BAR, WINDOW, at("07:50")).slice(0, 5)).toEqual(["full", "full", "full", "part", "part"]);
});

test("silence is never drawn as absence", () => {
  const pieces = piecesOf(post("silent", []), BAR, WINDOW, at("07:50"));
  expect(new Set(pieces)).toEqual(new Set(["unheard"]));
});

test("absence is drawn inside the window only, up to now", () => {
  expect(piecesOf(post("missed", []), BAR, WINDOW, at("07:50"))).toEqual([
    "none",
    "none",
    "gone",
    "gone",
    "gone",
    "ahead",
    "ahead",
    "ahead",
  ]);
});
