import { expect, test } from "vitest";
import type { SyncLine } from "$lib/bindings";
import { lastContactWords, nextTryWords, whyLost, whyWaits } from "./why";

const NOW = Date.parse("2026-11-22T23:12:00Z"); // Monday 07:12 in Fuqing

function line(change: Partial<SyncLine>): SyncLine {
  return {
    state: "waiting",
    pendingRecords: 2,
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

test("a busy server is left in peace for as long as it asked, in minutes", () => {
  const busy = line({ state: "no_server", reason: "server-busy", nextTryMs: NOW + 4 * 60_000 + 1 });
  expect(whyWaits(busy, NOW)).toEqual({ tone: "wait", why: "服务器忙", todo: "5 分钟后自动再试，不用管它。" });
  expect(nextTryWords(busy, NOW)).toBe("下次自动再试 07:16");
});

test("a sign-in page of the network is told apart from no network", () => {
  const portal = whyWaits(line({ state: "no_server", reason: "not-our-server" }), NOW);
  const offline = whyWaits(line({ state: "offline", reason: "no-network" }), NOW);
  expect(portal?.why).toContain("登录");
  expect(offline?.why).toBe("没有网络");
});

test("a server that does not answer is no missing network, and after a day the office is to be asked", () => {
  const silent = (lastContactMs: number) =>
    whyWaits(line({ state: "no_server", reason: "server-unreachable", lastContactMs }), NOW);
  expect(silent(NOW - 3_600_000)).toEqual({ tone: "wait", why: "连不上服务器", todo: "会自动再试，不用管它。" });
  expect(silent(NOW - 25 * 3_600_000)?.todo).toContain("单位");
});

test("a wrong clock is told apart from no network, and says what to set", () => {
  const clock = whyWaits(line({ state: "attention", reason: "clock-or-certificate" }), NOW);
  expect(clock?.tone).toBe("danger");
  expect(clock?.why).toContain("手机时间");
  expect(clock?.todo).toContain("自动设置时间");
});

test("a server that is being put back mends itself, and a guard need not do anything", () => {
  const behind = whyWaits(line({ state: "no_server", reason: "epoch-behind" }), NOW);
  expect(behind?.tone).toBe("wait");
  expect(behind?.why).toBe("服务器正在恢复");
});

test("a stopped phone says whom to ask, and stays red", () => {
  for (const reason of ["device-revoked", "device-suspended", "device-unknown"]) {
    const why = whyWaits(line({ state: "attention", reason }), NOW);
    expect(why?.tone, reason).toBe("danger");
    expect(why?.todo, reason).toContain("单位管理员");
  }
});

test("photos that the settings keep for Wi-Fi say so, once no record waits any more", () => {
  const held = { pendingPhotos: 3, photosHeld: true };
  expect(whyWaits(line({ ...held, pendingRecords: 0 }), NOW)?.why).toContain("Wi-Fi");
  expect(whyWaits(line(held), NOW)?.why).not.toContain("Wi-Fi");
});

test("nothing waits, nothing is explained; a trouble nobody knows still says what to do", () => {
  expect(whyWaits(line({ state: "all_delivered", pendingRecords: 0 }), NOW)).toBeNull();
  expect(whyWaits(line({ state: "attention", reason: "of-tomorrow" }), NOW)?.todo).toContain("单位管理员");
  expect(nextTryWords(line({}), NOW)).toBeNull();
  expect(lastContactWords(line({ lastContactMs: null }), NOW)).toBe("还没联系过服务器");
});

test("a damaged picture is told beside whatever else waits, and what to do about it", () => {
  expect(whyLost(line({}))).toBeNull();
  const both = line({ photosLost: 1 });
  expect(whyLost(both)?.todo).toContain("重新拍");
  expect(whyWaits(both, NOW)).not.toBeNull();
  expect(whyWaits(line({ state: "photos_lost", pendingRecords: 0, photosLost: 1 }), NOW)).toBeNull();
});
