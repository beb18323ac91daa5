// Answers that fit most questions, to tap instead of typing.
import type { Option } from "kit";
import { ready } from "$lib/options";
import { m } from "$lib/paraglide/messages";

export const answers = (): Option<string>[] => [
  ready((how) => m.quick_was_there({}, how)),
  ready((how) => m.quick_weak_signal({}, how)),
  ready((how) => m.quick_clock_wrong({}, how)),
  ready((how) => m.quick_wrong_person({}, how)),
  ready((how) => m.quick_by_mistake({}, how)),
];
