import { expect, test } from "vitest";
import { after } from "./run";

test("two new pictures are a run of two, however many went before", () => {
  let run = after({ all: 0, done: 0 }, 2);
  expect(run).toEqual({ all: 2, done: 0 });
  run = after(run, 1);
  expect(run).toEqual({ all: 2, done: 1 });
  run = after(run, 3);
  expect(run).toEqual({ all: 4, done: 1 });
  run = after(run, 0);
  expect(run).toEqual({ all: 4, done: 4 });
  expect(after(run, 5)).toEqual({ all: 5, done: 0 });
});
