import { expect, test } from "vitest";
import type { PostNow, RollCallShown, ShiftNote, ShiftNow } from "$lib/bindings";
import { nextStep } from "./next-step";

const END = 1_000;
const CALLED = {} as RollCallShown;
const CLOSED = {} as ShiftNote;

function shift(me: "on" | "off", change: Partial<ShiftNow> = {}): ShiftNow {
  const post = { me } as PostNow;
  const base = { post, day: "2026-11-23", startMs: 0, endMs: END, team: [], rollCall: null, log: [], abnormal: false };
  return { ...base, closed: null, lead: null, iLead: false, mayClose: true, ...change };
}

test("a worker comes, writes what happens, and leaves after the end", () => {
  expect(nextStep(shift("off"), 10)).toBe("on");
  expect(nextStep(shift("on"), 10)).toBe("note");
  expect(nextStep(shift("on"), END)).toBe("off");
});

test("a lead calls the roll, closes after the end, and leaves then", () => {
  expect(nextStep(shift("on", { iLead: true }), 10)).toBe("roll-call");
  expect(nextStep(shift("on", { iLead: true, rollCall: CALLED }), 10)).toBe("note");
  expect(nextStep(shift("on", { iLead: true, rollCall: CALLED }), END)).toBe("close");
  expect(nextStep(shift("off", { iLead: true }), END), "also when the lead has left").toBe("close");
  expect(nextStep(shift("on", { iLead: true, closed: CLOSED }), END)).toBe("off");
});

test("in a closed duty nobody is told to come or to close it once more", () => {
  for (const iLead of [true, false]) {
    expect(nextStep(shift("off", { iLead, closed: CLOSED }), 10), "closed before its end").toBeNull();
    expect(nextStep(shift("off", { iLead, closed: CLOSED }), END)).toBeNull();
    expect(nextStep(shift("off", { iLead, closed: CLOSED, endMs: null }), END), "outside all windows").toBeNull();
  }
  expect(nextStep(shift("on", { iLead: true, closed: CLOSED }), 10), "whoever is still there leaves").toBe("off");
});

test("outside all windows nobody is told to go", () => {
  expect(nextStep(shift("on", { endMs: null }), 10)).toBe("note");
});
