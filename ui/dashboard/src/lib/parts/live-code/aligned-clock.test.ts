import { expect, test } from "vitest";
import { AlignedClock } from "./aligned-clock";

function clocks() {
  const at = { wall: 1_000_000, steady: 500 };
  return { at, wall: () => at.wall, steady: () => at.steady };
}

test("server time goes on without the server, whatever the computer's clock was set to before", () => {
  const held = clocks();
  const clock = new AlignedClock(held);
  expect(clock.now()).toBeNull();
  const asked = held.steady();
  held.at.steady += 200;
  held.at.wall += 200;
  clock.align(9_000_000, asked);
  expect(clock.now()).toBe(9_000_100);
  held.at.steady += 86_400_000;
  held.at.wall += 86_400_500;
  expect(clock.now()).toBe(9_000_100 + 86_400_000);
});

test("a clock that is set, or a computer that slept, is noticed, and being set back does not undo that", () => {
  for (const change of [
    (c: ReturnType<typeof clocks>) => (c.at.wall += 60_000),
    (c: ReturnType<typeof clocks>) => (c.at.wall -= 5_000),
  ]) {
    const held = clocks();
    const clock = new AlignedClock(held);
    clock.align(9_000_000, held.steady());
    const before = held.at.wall;
    change(held);
    expect(clock.now()).toBeNull();
    held.at.wall = before;
    expect(clock.now()).toBeNull();
    clock.align(9_100_000, held.steady());
    expect(clock.now()).toBe(9_100_000);
  }
});
