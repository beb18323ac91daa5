// Why records are put right most often, to tap instead of typing.
import type { Option } from "kit";
import { ready } from "$lib/options";
import { m } from "$lib/paraglide/messages";

const voided = () => [
  ready((how) => m.mistake_tapped({}, how)),
  ready((how) => m.mistake_twice({}, how)),
  ready((how) => m.mistake_person({}, how)),
  ready((how) => m.mistake_place({}, how)),
];
const timed = () => [ready((how) => m.mistake_forgot({}, how)), ready((how) => m.mistake_clock({}, how))];
const worded = () => [ready((how) => m.mistake_typed({}, how)), ready((how) => m.mistake_incomplete({}, how))];

export function mistakes(what: "void" | "time" | "text"): Option<string>[] {
  return { void: voided, time: timed, text: worded }[what]();
}
