import { expect, test } from "vitest";
import { isLost, missingWords } from "./photo-state";

const nothing = { stored: false, thumb_stored: false, lost: false };

test("what will still come is told apart from what never will", () => {
  expect(missingWords({ ...nothing, stored: true, thumb_stored: true })).toBeNull();
  expect(missingWords(nothing)).toContain("还在手机里");
  expect(missingWords({ ...nothing, thumb_stored: true })).toContain("还在路上");
  expect(missingWords({ ...nothing, lost: true })).toContain("不会再来");
  expect(missingWords({ ...nothing, thumb_stored: true, lost: true })).toContain("只有小图");
  expect(missingWords({ stored: false, thumb_stored: false })).toContain("服务器上");
  expect([nothing, { stored: false, thumb_stored: true }].map(isLost)).toEqual([false, true]);
});
