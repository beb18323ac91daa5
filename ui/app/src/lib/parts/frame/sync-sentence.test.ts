import { expect, test } from "vitest";
import type { SyncLine } from "$lib/bindings";
import { syncCount, syncSentence, syncTone } from "./sync-sentence";

const NOW = Date.parse("2026-11-22T23:12:00Z"); // Monday 07:12 in Fuqing

function line(change: Partial<SyncLine>): SyncLine {
  return {
    state: "waiting",
    pendingRecords: 0,
    pendingPhotos: 0,
    photosLost: 0,
    photosHeld: false,
    lastContactMs: NOW - 600_000,
    oldestPendingMs: null,
    reason: null,
    nextTryMs: null,
    ...change,
  };
}

test("what waits is counted, and the line says that it goes by itself", () => {
  expect(syncSentence(line({ pendingRecords: 3 }), NOW)).toBe("还有 3 条未上传，有网络后自动上传");
  expect(syncSentence(line({ state: "offline", pendingRecords: 3, pendingPhotos: 2 }), NOW)).toContain(
    "3 条记录、2 张照片安全存在本机",
  );
  expect(syncTone(line({ pendingPhotos: 1 }))).toBe("wait");
});

test("where the page says below why, the line only counts", () => {
  const offline = line({ state: "offline", pendingRecords: 3 });
  expect(syncCount(offline, NOW)).toBe("3 条存在本机，还没上传");
  const delivered = line({ state: "all_delivered" });
  expect(syncCount(delivered, NOW)).toBe(syncSentence(delivered, NOW));
});

test("green is only for what the server has", () => {
  expect(syncTone(line({ state: "all_delivered" }))).toBe("ok");
  expect(syncSentence(line({ state: "all_delivered" }), NOW)).toBe("全部已送达\u00a0· 07:02");
  expect(syncTone(line({ state: "all_delivered", lastContactMs: null }))).toBe("plain");
  expect(syncTone(line({ state: "offline" }))).toBe("plain");
});

test("a picture that is gone is not delivered, however much else is", () => {
  const gone = line({ state: "photos_lost", photosLost: 2 });
  expect(syncTone(gone)).toBe("wait");
  expect(syncSentence(gone, NOW)).toBe("有 2 张照片送不到办公室；其余都已送达");
});

test("what somebody has to do is said as a sentence", () => {
  const revoked = line({ state: "attention", reason: "device-revoked", pendingRecords: 1 });
  expect(syncTone(revoked)).toBe("danger");
  expect(syncSentence(revoked, NOW)).toContain("停用");
});
