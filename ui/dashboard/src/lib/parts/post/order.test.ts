import { expect, test } from "vitest";
import type { PostRow, PostState } from "$lib/shapes";
import { byNeed, inState, readState } from "./order";

const NOTHING = { window_id: null, shift: null, late: false, gaps: [], situation: null, reason: null };

function post(school: string, state: PostState, lastContact: number | null = 0): PostRow {
  const place = { town: "龙田镇", lat: 25.61, lon: 119.45, need: 3, present: 0, people: [], missing: [], ...NOTHING };
  return { id: school, name: "正门护学岗", school_id: school, school, state, last_contact_ms: lastContact, ...place };
}

test("what needs a hand comes first: absence, silence, a gap, then what is well", () => {
  const states: PostState[] = [
    "off_hours",
    "manned",
    "empty",
    "waiting",
    "short",
    "missed_pending",
    "silent",
    "missed",
  ];
  const sorted = byNeed(states.map((state) => post(state, state)));
  expect(sorted.map((row) => row.state)).toEqual([
    "missed",
    "missed_pending",
    "empty",
    "silent",
    "short",
    "manned",
    "waiting",
    "off_hours",
  ]);
});

test("among the silent, the one unheard of longest is first, and one never heard before it", () => {
  const sorted = byNeed([post("乙", "silent", 500), post("甲", "silent", 900), post("丙", "silent", null)]);
  expect(sorted.map((row) => row.school)).toEqual(["丙", "乙", "甲"]);
});

test("equal rows keep an order of names, so that nothing jumps about", () => {
  const sorted = byNeed([post("江镜小学", "manned"), post("城头小学", "manned"), post("港头中学", "manned")]);
  expect(sorted.map((row) => row.school)).toEqual(["城头小学", "港头中学", "江镜小学"]);
});

test("a state in the address cuts the list, and a word that is no state does not", () => {
  const rows = [post("甲", "manned"), post("乙", "short")];
  expect(inState(rows, readState("short")).map((row) => row.school)).toEqual(["乙"]);
  expect(readState("toString")).toBeNull();
  expect(inState(rows, readState(null))).toHaveLength(2);
});
