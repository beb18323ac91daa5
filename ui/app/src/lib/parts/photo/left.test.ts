import { expect, test } from "vitest";
import { formOf } from "./left";

test("a picture that was left leads to the form it was taken for", () => {
  expect(formOf("hazard")).toBe("/hazard");
  expect(formOf("check_in:7")).toBe("/check-in/7");
  expect(formOf("duty_on:7")).toBe("/duty/7/on");
  expect(formOf("duty_note:7")).toBe("/duty/7/note");
  expect(formOf("answer:7")).toBe("/questions/7");
});
