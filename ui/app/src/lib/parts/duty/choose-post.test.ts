import { expect, test } from "vitest";
import type { PostNow, WindowNow } from "$lib/bindings";
import { choosePost } from "./choose-post";
import { onTimeWord, windowSentence } from "./window-word";

const WINDOW: WindowNow = {
  kind: "in",
  label: "早护学",
  start: "07:20",
  end: "08:20",
  arriveBeforeMin: 10,
  leaveAfterMin: 15,
  phase: "now",
};

function post(id: string, change: Partial<PostNow> = {}): PostNow {
  const base = { name: `${id}门护学岗`, school: "龙田中心小学", window: WINDOW, on: [], missing: [], turn: null };
  return { id, ...base, me: "off", mine: true, paused: false, ...change };
}

test("home shows the post I stand at, else the one I chose, else mine that is on now", () => {
  const later = post("later", { window: { ...WINDOW, phase: "next" } });
  const shut = post("shut", { paused: true });
  const others = post("others", { mine: false });
  expect(choosePost([later, others, post("now")], null)?.id).toBe("now");
  expect(choosePost([later, post("now"), post("mine", { me: "on" })], null)?.id).toBe("mine");
  expect(choosePost([shut, later], null)?.id, "a paused post waits").toBe("later");
  expect(choosePost([later, post("now")], "later")?.id).toBe("later");
  expect(choosePost([], "gone")).toBeNull();
});

test("the line over a post says when, how early until I am there, and how long after", () => {
  expect(windowSentence(post("p"))).toBe("现在\u00a0· 早护学 07:20–08:20\u00a0· 请提前 10 分钟到岗");
  expect(windowSentence(post("p", { me: "on" }))).toBe("现在\u00a0· 早护学 07:20–08:20\u00a0· 结束后再留 15 分钟");
  expect(windowSentence(post("p", { window: null }))).toBe("今天没有护学时段");
  expect(windowSentence(post("p", { paused: true }))).toBe("岗点暂停，现在不排班");
});

test("late is a remark, and unknown is silence", () => {
  expect(onTimeWord("duty_on", true)).toBe("按时");
  expect(onTimeWord("duty_on", false)).toBe("晚于规定时间");
  expect(onTimeWord("duty_off", null)).toBeUndefined();
});
