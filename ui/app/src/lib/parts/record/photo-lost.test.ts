import { expect, test } from "vitest";
import { whatToDo } from "./photo-lost";

test("a picture that comes asks for nothing, and each that does not says why", () => {
  const said = (["saved", "sending", "stored"] as const).map((state) => whatToDo({ state, refused: null }));
  expect(said).toEqual([null, null, null]);
  expect(whatToDo({ state: "lost", refused: null })).toContain("文件坏了");
  expect(whatToDo({ state: "refused", refused: "photo-too-large" })).toContain("太大");
  expect(whatToDo({ state: "refused", refused: "photo-not-named" })).toContain("对不上");
  expect(whatToDo({ state: "refused", refused: "not-yours" })).toContain("告诉办公室");
});
