// What can be said of a duty, as choices: how it is, what a note is about, why somebody is not there, the weather, the gear.
import type { Option } from "kit";
import type { AbsenceReason, Headcount, LogCategory, Situation, Weather } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { m } from "$lib/paraglide/messages";

export const situations = (): Option<Situation>[] => [
  { value: "normal", word: m.situation_normal() },
  { value: "abnormal", word: m.situation_abnormal(), tone: "danger" },
];

export const categories = (): Option<LogCategory>[] => [
  { value: "traffic", word: m.log_traffic() },
  { value: "stranger", word: m.log_stranger() },
  { value: "illness", word: m.log_illness() },
  { value: "quarrel", word: m.log_quarrel() },
  { value: "weather", word: m.log_weather() },
  { value: "equipment", word: m.log_equipment() },
  { value: "other", word: m.log_other() },
];

export const absences = (): Option<AbsenceReason>[] => [
  { value: "unknown", word: m.absence_unknown() },
  { value: "on_the_way", word: m.absence_on_the_way() },
  { value: "sick", word: m.absence_sick() },
  { value: "private", word: m.absence_private() },
  { value: "duty", word: m.absence_duty() },
  { value: "swapped", word: m.absence_swapped() },
];

/** Why somebody leaves before the end: nobody who leaves is on the way. */
export const earlyReasons = (): Option<AbsenceReason>[] => absences().filter((it) => it.value !== "on_the_way");

export const weathers = (): Option<Weather>[] => [
  { value: "fine", word: m.weather_fine() },
  { value: "cloudy", word: m.weather_cloudy() },
  { value: "rain", word: m.weather_rain() },
  { value: "storm", word: m.weather_storm() },
  { value: "fog", word: m.weather_fog() },
  { value: "heat", word: m.weather_heat() },
  { value: "cold", word: m.weather_cold() },
];

/** Gear by the bit each has in the record. */
export const gear = (): Option<number>[] => [
  { value: 1, word: m.gear_helmet() },
  { value: 2, word: m.gear_shield() },
  { value: 4, word: m.gear_vest() },
  { value: 8, word: m.gear_baton() },
  { value: 16, word: m.gear_fork() },
  { value: 32, word: m.gear_radio() },
  { value: 64, word: m.gear_reflective() },
];

/** Who is counted and not named, those that come most first. */
export const counted = (): { kind: keyof Headcount; word: string }[] => [
  { kind: "volunteers", word: m.count_volunteers() },
  { kind: "parents", word: m.count_parents() },
  { kind: "militia", word: m.count_militia() },
  { kind: "village", word: m.count_village() },
  { kind: "others", word: m.count_others() },
];

export const NOBODY: Headcount = { volunteers: 0, parents: 0, militia: 0, village: 0, others: 0 };

/** `志愿者 3 · 家长 2`; nothing when nobody was counted. */
export function headcountWords(heads: Headcount): string {
  return dotted(...counted().map(({ kind, word }) => heads[kind] > 0 && m.counted({ who: word, count: heads[kind] })));
}
