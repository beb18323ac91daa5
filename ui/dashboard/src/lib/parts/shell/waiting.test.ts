import { expect, test } from "vitest";
import { setAside, toDecide, toPlace, toReview } from "./waiting.svelte";

test("the desk's figure is what somebody here has to decide, not what waits for a worker", () => {
  const counts = { open: 2, answered: 1, asked: 4, accepted: 9, rejected: 9 };
  expect(toReview({ counts, may_rule: true })).toBe(3);
  expect(toReview({ counts, may_rule: false })).toBe(0);
});

test("a request that another office decides does not wait here", () => {
  expect(toDecide([{ mine: true }, { mine: false }, { mine: true }])).toBe(2);
});

test("a phone counts when a record of it lies set aside or its last upload was not taken", () => {
  const right = { unread: 0, refused_code: null };
  expect(setAside([right, { ...right, unread: 3 }, { ...right, refused_code: "fork" }])).toBe(2);
});

test("a place that another office sets does not wait here", () => {
  expect(toPlace([{ may_set: true }, { may_set: false }])).toBe(1);
});
