import { expect, test } from "vitest";
import type { PostNow, ShiftNow, TeamMember } from "$lib/bindings";
import { headcountWords, NOBODY } from "./duty-words";
import { allThere, firstMarks, marked, markOf, nothingMarked, onSheet, withGear } from "./roll-marks";

function member(staffId: string, change: Partial<TeamMember> = {}): TeamMember {
  const base = { name: staffId, kind: "teacher", rostered: true, lead: false, onMs: null, offMs: null, recordId: null };
  return { ...base, staffId, ...change } as TeamMember;
}

const TEAM = [
  member("lead", { onMs: 1 }),
  member("left", { onMs: 1, offMs: 2 }),
  member("late"),
  member("other", { rostered: false }),
];

function shift(change: Partial<ShiftNow> = {}): ShiftNow {
  const base = { post: {} as PostNow, day: "2026-11-23", startMs: null, endMs: null, team: TEAM, rollCall: null };
  return { ...base, log: [], abnormal: false, closed: null, lead: null, iLead: true, mayClose: true, ...change };
}

test("a roll-call begins with who is on duty and says nothing of the others", () => {
  const form = firstMarks(shift());
  expect(form.present).toEqual(["lead"]);
  expect(markOf(form, "late")).toBeNull();
  expect(markOf(form, "left")).toBeNull();
});

test("one tap marks all who were not marked otherwise", () => {
  const form = allThere(marked(firstMarks(shift()), "late", "sick"), onSheet(TEAM, firstMarks(shift())));
  expect(form.present).toEqual(["lead", "left"]);
  expect(form.absent).toEqual([{ staffId: "late", reason: "sick" }]);
});

test("a person has one mark, the last", () => {
  let form = firstMarks(shift());
  for (const mark of ["unknown", "present", "on_the_way"] as const) form = marked(form, "late", mark);
  expect(markOf(form, "late")).toBe("on_the_way");
  expect(form.present).toEqual(["lead"]);
  expect(marked(form, "late", null).absent).toEqual([]);
});

test("the counts of the roll-call before are where the next begins", () => {
  const before = {
    recordId: "r",
    who: "lead",
    atMs: 1,
    present: ["lead"],
    absent: [
      { staffId: "late", name: "late", reason: "sick" as const },
      { staffId: "lead", name: "lead", reason: "unknown" as const },
    ],
    headcount: { ...NOBODY, parents: 2 },
    vehicles: 1,
    gear: 64,
    weather: "rain" as const,
  };
  const form = firstMarks(shift({ rollCall: before }));
  expect(form.headcount.parents).toBe(2);
  expect(form.absent, "who came since is absent no longer").toEqual([{ staffId: "late", reason: "sick" }]);
  expect(headcountWords(form.headcount)).toBe("家长 2");
});

test("somebody of the school who is not on the roster is added by being marked", () => {
  const form = firstMarks(shift());
  expect(onSheet(TEAM, form).map((p) => p.staffId)).not.toContain("other");
  expect(onSheet(TEAM, marked(form, "other", "present")).map((p) => p.staffId)).toContain("other");
});

test("an empty roll-call is known as one, and gear taken off is nothing said", () => {
  const form = { ...firstMarks(shift()), present: [] };
  expect(nothingMarked(form)).toBe(true);
  expect(nothingMarked({ ...form, headcount: { ...NOBODY, militia: 1 } })).toBe(false);
  expect(withGear(withGear(null, 64), 1)).toBe(65);
  expect(withGear(1, 1)).toBeNull();
});
