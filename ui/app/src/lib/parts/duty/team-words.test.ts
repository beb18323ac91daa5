import { expect, test } from "vitest";
import type { TeamMember } from "$lib/bindings";
import { pickedFirst, stepWord, stillToCome } from "./team-words";

const at = (hhmm: string) => Date.parse(`2026-11-23T${hhmm}:00+08:00`);

function member(staffId: string, change: Partial<TeamMember> = {}): TeamMember {
  const base = { staffId, name: staffId, kind: "guard" as const, rostered: true, lead: false, next: false };
  return { ...base, onMs: null, offMs: null, recordId: null, ...change };
}

const came = member("a", { onMs: at("07:05") });
const left = member("b", { onMs: at("07:05"), offMs: at("08:21") });
const awaited = member("c");

test("of somebody who left it says when they left", () => {
  expect(stepWord(left)).toBe("08:21 离岗");
  expect(stepWord(came)).toBe("07:05 到岗");
  expect(stepWord(awaited)).toBeUndefined();
});

test("whoever left is neither picked first nor among those who all came", () => {
  expect(pickedFirst([left, awaited], "b")).toEqual([]);
  expect(pickedFirst([left, awaited], "c")).toEqual(["c"]);
  expect(stillToCome([left, awaited, member("d", { rostered: false })]).map((p) => p.staffId)).toEqual(["c"]);
});
