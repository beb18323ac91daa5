import { expect, test } from "vitest";
import type { RosterRequestRow, RosterTurn } from "$lib/bindings";
import {
  askable,
  byTurnDay,
  calledOffWord,
  noonOf,
  requestLine,
  requestWord,
  turnHeading,
  turnTeam,
} from "./roster-words";

const START = Date.parse("2026-11-23T07:20:00+08:00");

function turn(change: Partial<RosterTurn> = {}): RosterTurn {
  return {
    postId: "p1",
    post: "东门护学岗",
    school: "龙田中心小学",
    day: "2026-11-23",
    windowId: "w1",
    kind: "in",
    grades: null,
    startMs: START,
    endMs: START + 3_600_000,
    arriveMs: START - 1_200_000,
    phase: "next",
    people: [
      { staffId: "s2", name: "保安02", kind: "guard", lead: true, me: true },
      { staffId: "t3", name: "教师03", kind: "teacher", lead: false, me: false },
      { staffId: "t5", name: "教师05", kind: "teacher", lead: false, me: false },
    ],
    open: [{ kind: "officer", count: 1 }],
    me: true,
    lead: true,
    calledOff: null,
    request: null,
    ...change,
  };
}

function request(change: Partial<RosterRequestRow> = {}): RosterRequestRow {
  return {
    recordId: "r1",
    postId: "p1",
    post: "东门护学岗",
    day: "2026-11-23",
    windowId: "w1",
    kind: "in",
    startMs: START,
    ask: "swap",
    withName: "教师05",
    reason: "sick",
    text: "",
    atMs: START - 1e7,
    state: "saved",
    note: "",
    ...change,
  };
}

test("a turn says when, for whom, and with whom", () => {
  expect(turnHeading(turn({ grades: "一至三年级" }))).toBe("早护学 07:20–08:20\u00a0· 一至三年级");
  expect(turnTeam(turn())).toBe("与教师03、教师05\u00a0· 民警 还差 1 人");
  expect(turnTeam(turn({ people: [], open: [] }))).toBe("");
  expect(calledOffWord({ kind: "no_class", reason: "国庆节" })).toBe("国庆节，不用到岗");
  expect(calledOffWord({ kind: "weather_stop", reason: "" })).toContain("停课");
});

test("a request is green only when the office agreed", () => {
  expect(requestWord(request()).tone).toBe("wait");
  expect(requestWord(request({ state: "delivered" })).tone).toBe("wait");
  expect(requestWord(request({ state: "accepted" })).tone).toBe("ok");
  expect(requestLine(request())).toBe("换班，由教师05替\u00a0· 生病");
  expect(requestLine(request({ ask: "leave", withName: "", reason: "family", text: "孩子发烧" }))).toBe(
    "请假\u00a0· 家中急事\u00a0· 孩子发烧",
  );
});

test("one may ask about a turn that comes, once", () => {
  const now = START - 60_000;
  expect(askable(turn(), now)).toBe(true);
  expect(askable(turn(), START)).toBe(false);
  expect(askable(turn({ me: false }), now)).toBe(false);
  expect(askable(turn({ calledOff: { kind: "no_class", reason: "" } }), now)).toBe(false);
  expect(askable(turn({ request: request() }), now)).toBe(false);
  expect(askable(turn({ request: request({ state: "rejected" }) }), now)).toBe(true);
});

test("turns stand under their day", () => {
  const days = byTurnDay([turn(), turn({ windowId: "w2" }), turn({ day: "2026-11-24" })]);
  expect(days.map((d) => [d.day, d.turns.length])).toEqual([
    ["2026-11-23", 2],
    ["2026-11-24", 1],
  ]);
  expect(new Date(noonOf("2026-11-23")).toISOString()).toBe("2026-11-23T04:00:00.000Z");
});
