import { render } from "svelte/server";
import { expect, test } from "vitest";
import type { PostNow, ShiftNote, ShiftNow, WindowNow } from "$lib/bindings";
import { nowMs } from "$lib/now.svelte";
import { missingNow, missingOf } from "./expected";
import NowCard from "./NowCard.svelte";
import TeamList from "./TeamList.svelte";

const nothing = () => undefined;
const MORNING: WindowNow = {
  kind: "in",
  label: "早护学",
  start: "07:20",
  end: "08:20",
  arriveBeforeMin: 10,
  leaveAfterMin: 10,
  phase: "now",
};

function post(window: WindowNow | null): PostNow {
  return {
    id: "p1",
    name: "正门护学岗",
    school: "龙田中心小学",
    window,
    on: [],
    missing: [{ kind: "officer", count: 1 }],
    paused: false,
    me: "off",
    mine: true,
    turn: null,
  };
}

function shift(window: WindowNow | null, change: Partial<ShiftNow> = {}): ShiftNow {
  const base = { post: post(window), day: "2026-11-23", team: [], rollCall: null, log: [], abnormal: false };
  const running = { ...base, startMs: nowMs() - 60_000, endMs: nowMs() + 60_000, closed: null };
  return { ...running, lead: null, iLead: false, mayClose: true, ...change };
}

const card = (window: WindowNow | null) => {
  const hands = { posts: 1, busy: false, on: nothing, off: nothing, change: nothing };
  return render(NowCard, { props: { post: post(window), ...hands } }).body;
};
const list = (it: ShiftNow) => render(TeamList, { props: { shift: it } }).body;
const SHORT = "民警 还差 1 人";

test("a post is short of somebody while its window is on, and at no other time", () => {
  expect(card(MORNING)).toContain(SHORT);
  expect(card({ ...MORNING, phase: "past" })).not.toContain(SHORT);
  expect(card({ ...MORNING, phase: "next" }), "hours ahead").not.toContain(SHORT);
  const free = card(null);
  expect(free).toContain("今天没有护学时段");
  expect(free, "a day without a window").not.toContain(SHORT);
  expect(missingNow(post(null))).toEqual([]);
});

test("a duty that is over, closed or outside all windows is short of nobody", () => {
  expect(list(shift(MORNING))).toContain(SHORT);
  expect(list(shift(MORNING, { closed: {} as ShiftNote }))).not.toContain(SHORT);
  expect(list(shift(null, { startMs: null, endMs: null }))).not.toContain(SHORT);
  const over = shift(MORNING, { endMs: nowMs() });
  expect(missingOf(over, nowMs()), "the next one runs already").toEqual([]);
});
