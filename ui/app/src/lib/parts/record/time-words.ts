// How well a record's time is known, in words without a clock textbook.
import type { RecordTime } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

const MINUTE = 60_000;

function length(ms: number): string {
  if (ms < MINUTE) return m.seconds({ count: Math.max(1, Math.round(ms / 1_000)) });
  return m.minutes({ count: Math.round(ms / MINUTE) });
}

export function timeWords(time: RecordTime): string {
  const within = length(time.errMs);
  if (time.quality === "A") return m.time_a({ within });
  if (time.quality === "B") return m.time_b({ within });
  if (time.quality === "C") return m.time_c({ within });
  return m.time_d();
}
