import { expect, test } from "vitest";
import { dotted } from "./dotted";

test("the dot keeps to the word before it, and stands between what is there", () => {
  expect(dotted("07:12", undefined, "", false, null, "民警01")).toBe("07:12\u00a0· 民警01");
  expect(dotted("07:12")).toBe("07:12");
});
