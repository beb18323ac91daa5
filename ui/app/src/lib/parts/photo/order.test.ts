import { expect, test } from "vitest";
import { moved, replaced } from "./order";

const list = ["a", "b", "c"].map((id) => ({ id }));
const ids = (photos: { id: string }[]) => photos.map((photo) => photo.id).join("");

test("a picture moves one place, and not beyond the ends", () => {
  expect(ids(moved(list, "b", -1))).toBe("bac");
  expect(ids(moved(list, "b", 1))).toBe("acb");
  expect(ids(moved(list, "a", -1))).toBe("abc");
  expect(ids(moved(list, "c", 1))).toBe("abc");
  expect(ids(moved(list, "x", 1))).toBe("abc");
});

test("a picture taken anew stands where the old one stood", () => {
  expect(ids(replaced(list, "b", { id: "n" }))).toBe("anc");
  expect(ids(replaced(list, null, { id: "n" }))).toBe("abcn");
  expect(ids(replaced(list, "gone", { id: "n" }))).toBe("abcn");
});
