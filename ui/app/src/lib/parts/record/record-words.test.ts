import { expect, test } from "vitest";
import type { RecordRow } from "$lib/bindings";
import { byDay } from "./by-day";
import { recordHeading, recordLine, recordRemark, recordStage } from "./record-words";

function row(change: Partial<RecordRow>): RecordRow {
  return {
    seq: 1,
    recordId: "r1",
    kind: "check_in",
    title: "后围墙巡查点",
    detail: "龙田中心小学",
    who: "保安02",
    atMs: Date.parse("2026-11-22T23:12:00Z"),
    state: "saved",
    photosSent: 0,
    photosTotal: 0,
    photosLost: 0,
    reason: null,
    onTime: null,
    what: null,
    voided: false,
    corrected: false,
    verdict: null,
    correctable: [],
    ...change,
  };
}

test("the tick waits for the last picture", () => {
  expect(recordStage(row({})).tone).toBe("wait");
  expect(recordStage(row({ state: "delivered", photosSent: 1, photosTotal: 2 })).tone).toBe("wait");
  expect(recordStage(row({ state: "delivered", photosSent: 2, photosTotal: 2 })).tone).toBe("ok");
  expect(recordStage(row({ state: "sending" })).tone).toBe("wait");
  expect(recordStage(row({ state: "kept" })).tone).toBe("wait");
  expect(recordStage(row({ state: "delivered", photosSent: 1, photosTotal: 2, photosLost: 1 })).tone).toBe("danger");
});

test("a line leaves out what everybody on the phone knows", () => {
  expect(recordHeading(row({}))).toBe("打卡\u00a0· 后围墙巡查点");
  expect(recordLine(row({}), "保安02", "龙田中心小学")).toBe("07:12");
  expect(recordLine(row({ who: "民警01", photosTotal: 2 }), "保安02", null)).toBe(
    "07:12\u00a0· 民警01\u00a0· 照片 0/2 已送达\u00a0· 龙田中心小学",
  );
});

test("a hazard is known by what was written about it", () => {
  const hazard = row({ kind: "hazard_report", title: "龙田中心小学", detail: "围栏缺一根" });
  expect(recordHeading(hazard)).toBe("隐患\u00a0· 围栏缺一根");
  expect(recordLine(hazard, "保安02", "龙田中心小学")).toBe("07:12");
});

test("what narrows a kind down is its heading", () => {
  expect(recordHeading(row({ kind: "duty_note", what: "roll_call", title: "东门护学岗" }))).toBe(
    "点名\u00a0· 东门护学岗",
  );
  expect(recordHeading(row({ what: "unreachable" }))).toBe("到不了\u00a0· 后围墙巡查点");
  expect(recordHeading(row({ what: "normal" }))).toBe("打卡\u00a0· 后围墙巡查点");
});

test("every state has a word and a shape of its own", () => {
  const stages = [
    row({}),
    row({ state: "sending" }),
    row({ state: "delivered" }),
    row({ state: "kept", reason: "unknown" }),
    row({ state: "delivered", photosTotal: 2 }),
    row({ state: "delivered", photosTotal: 2, photosLost: 1 }),
  ].map(recordStage);
  expect(new Set(stages.map((stage) => stage.word)).size).toBe(stages.length);
  expect(new Set(stages.map((stage) => stage.shape)).size).toBe(stages.length);
});

test("what the server kept without understanding is said to be kept", () => {
  expect(recordRemark(row({}))).toBeNull();
  expect(recordRemark(row({ state: "kept", reason: "quarantined" }))).toContain("已留存");
  expect(recordRemark(row({ state: "kept", reason: "unknown" }))).toContain("升级");
});

test("records stand under the day they were made", () => {
  const yesterday = Date.parse("2026-11-22T15:59:00Z");
  const days = byDay([row({ seq: 3 }), row({ seq: 2 }), row({ seq: 1, atMs: yesterday })], (ms) =>
    new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10),
  );
  expect(days.map((d) => [d.day, d.rows.length])).toEqual([
    ["2026-11-23", 2],
    ["2026-11-22", 1],
  ]);
});
