import { expect, test } from "vitest";
import { KNOWN_PROBLEMS, problemSentence } from "./problem";

/** What the commands say they may answer. */
const CONTRACT = [
  "bad-code",
  "code-used",
  "code-expired",
  "code-unknown",
  "not-our-server",
  "no-network",
  "server-unreachable",
  "epoch-behind",
  "clock-or-certificate",
  "wrong-pin",
  "pin-locked",
  "bad-pin-shape",
  "not-an-image",
  "image-kind-unread",
  "image-too-large",
  "image-broken",
  "image-empty",
  "image-odd-jpeg",
  "no-code-found",
  "disk-full",
  "storage-full",
  "storage-low",
  "database-newer",
  "home-in-use",
  "database-broken",
  "not-enrolled",
  "not-day-lead",
  "not-signed-in",
  "unknown-point",
  "unknown-post",
  "unknown-school",
  "unknown-category",
  "text-too-long",
  "text-has-identity",
  "too-many-photos",
  "photo-missing",
  "photo-damaged",
  "server-upgraded",
  "device-revoked",
  "device-suspended",
  "internal",
];

test("every problem has a sentence of its own", () => {
  expect(CONTRACT.filter((code) => !KNOWN_PROBLEMS.includes(code))).toEqual([]);
  const sentences = KNOWN_PROBLEMS.map((code) => problemSentence({ code, args: {} }));
  expect(new Set(sentences).size).toBe(sentences.length);
});

test("a sentence tells what is left to try, and when", () => {
  expect(problemSentence({ code: "wrong-pin", args: { left: "4" } })).toContain("4 次");
  expect(problemSentence({ code: "pin-locked", args: { minutes: "5" } })).toContain("5 分钟");
  expect(problemSentence({ code: "text-has-identity", args: { what: "citizen-number" } })).toContain("身份证");
});

test("a picture that is too large says of what, and how much is allowed", () => {
  const said = (what: string, max: string) => problemSentence({ code: "image-too-large", args: { what, max } });
  expect(said("bytes", "40000000")).toContain("40 MB");
  expect(said("pixels", "17000000")).toContain("1700 万像素");
  expect(said("seconds of work", "30")).toContain("30 秒");
});

test("a problem of a later version still says that nothing is lost", () => {
  expect(problemSentence({ code: "brought-by-tomorrow", args: {} })).toContain("已存的都在");
});
