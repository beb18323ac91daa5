import { expect, test } from "vitest";
import { byTaps, Meter, tookOver } from "./effort.svelte";

test("taps count each, a field counts once", () => {
  const meter = new Meter(1_000);
  meter.tap();
  meter.tap();
  for (const field of ["note", "note", "out"]) meter.wrote(field);
  expect(meter.spent(4_500)).toEqual({ taps: 4, openMs: 3_500 });
});

test("a phone in the pocket is not open", () => {
  const meter = new Meter(0);
  meter.seen(false, 2_000);
  meter.seen(false, 9_000);
  expect(meter.spent(600_000).openMs).toBe(2_000);
  meter.seen(true, 600_000);
  meter.seen(true, 601_000);
  expect(meter.spent(603_000).openMs).toBe(5_000);
});

test("figures fit the record", () => {
  const meter = new Meter(0);
  for (let i = 0; i < 70_000; i++) meter.tap();
  expect(meter.spent(1e13)).toEqual({ taps: 65_535, openMs: 4_294_967_295 });
});

test("what it cost to take the phone over goes with the next record, and with no other", () => {
  tookOver({ taps: 6, openMs: 4_200 });
  expect(byTaps()).toEqual({ taps: 7, openMs: 4_200 });
  expect(byTaps(2)).toEqual({ taps: 2, openMs: 0 });
});
