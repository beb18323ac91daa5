import { expect, test } from "vitest";
import { isLost, missingWords } from "./photo-state";

const nothing = { stored: false, thumb_stored: false, lost: false, lost_why: null };

test("what will still come is told apart from what never will", () => {
  expect(missingWords({ ...nothing, stored: true, thumb_stored: true })).toBeNull();
  expect(missingWords(nothing)).toContain("还在手机里");
  expect(missingWords({ ...nothing, thumb_stored: true })).toContain("还在路上");
  expect(missingWords({ ...nothing, lost: true, lost_why: "damaged" })).toContain("不会再来");
  expect(missingWords({ ...nothing, thumb_stored: true, lost: true, lost_why: "damaged" })).toContain("只有小图");
  expect(missingWords({ stored: false, thumb_stored: false })).toContain("服务器上");
  expect([nothing, { stored: false, thumb_stored: true }].map(isLost)).toEqual([false, true]);
});

test("one that the server refused says why", () => {
  const refused = (lost_why: string) => missingWords({ ...nothing, lost: true, lost_why });
  expect(refused("photo-too-large")).toContain("比规定的大");
  expect(refused("photo-not-named")).toContain("签名");
  expect(missingWords({ ...nothing, thumb_stored: true, lost: true, lost_why: "not-yours" })).toContain("只有小图");
});
