// What a record states, as lines with words: names and code words have one here. What has none is left out of the page;
// the record itself keeps it, and the office sees it.
import type { Option } from "kit";
import type { Fact } from "$lib/bindings";
import { wordOf } from "$lib/options";
import { m } from "$lib/paraglide/messages";
import { absences, categories, counted, gear, situations, weathers } from "../duty/duty-words";
import { windowOf } from "../duty/window-word";
import { remainingReasons } from "../escort/escort-words";
import { missReasons, patrolKinds, patrolMethods } from "../patrol/patrol-words";
import { asks, rosterReasons } from "../roster/roster-words";

type Line = { name: string; value: string };
type Reader = (value: string) => Line;

const plain =
  (name: () => string): Reader =>
  (value) => ({ name: name(), value });
const chosen =
  <T extends string>(name: () => string, options: () => Option<T>[]): Reader =>
  (value) => ({ name: name(), value: wordOf<string>(options(), value) });

const READERS: Partial<Record<string, Reader>> = {
  out: plain(() => m.sum_out()),
  handed: plain(() => m.sum_handed()),
  returned: plain(() => m.sum_returned()),
  remaining: plain(() => m.sum_remaining()),
  remaining_reason: chosen(() => m.fact_reason(), remainingReasons),
  category: chosen(() => m.fact_category(), categories),
  situation: chosen(() => m.situation_heading(), situations),
  weather: chosen(() => m.weather_heading(), weathers),
  handed_to: plain(() => m.fact_handed()),
  vehicles: plain(() => m.police_cars()),
  gear: (value) => ({ name: m.fact_gear(), value: gearWords(Number(value)) }),
  early: chosen(() => m.fact_early(), absences),
  miss: chosen(() => m.fact_miss(), missReasons),
  method: chosen(() => m.run_method(), patrolMethods),
  patrol_kind: chosen(() => m.run_kind(), patrolKinds),
  planned: plain(() => m.fact_planned()),
  missed: plain(() => m.fact_missed()),
  party: plain(() => m.fact_party()),
  ask: chosen(() => m.ask_what(), asks),
  roster_reason: chosen(() => m.ask_reason(), rosterReasons),
  with: plain(() => m.ask_with()),
  present: plain(() => m.roll_there()),
  absent: plain(() => m.roll_away()),
  absence: chosen(() => m.fact_absence(), absences),
  window: (value) => ({ name: m.fact_window(), value: windowOf(value) }),
};

function gearWords(bits: number): string {
  return gear()
    .filter(({ value }) => (bits & value) !== 0)
    .map(({ word }) => word)
    .join(m.list_comma());
}

/** The lines of a record's own statements, in its order. */
export function factLines(facts: readonly Fact[]): Line[] {
  return facts.flatMap(({ name, value }) => {
    const heads = counted().find(({ kind }) => kind === name);
    const line = heads ? { name: heads.word, value } : READERS[name]?.(value);
    return line && line.value !== "" ? [line] : [];
  });
}
