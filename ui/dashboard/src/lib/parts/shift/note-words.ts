// A note of a shift in words. The entry comes as the record has it; a field this page does not know is left out.
import { m } from "$lib/paraglide/messages";
import type { ShiftNote } from "$lib/shapes";
import { word } from "$lib/words";

type Absence = { staffId?: string; staff_id?: string; reason: string };
type Heads = Record<string, number>;

const HEADS = ["volunteers", "parents", "militia", "village", "others"] as const;
const GEAR = ["helmet", "shield", "vest", "baton", "fork", "radio", "reflective"] as const;

/** The lines under a note's heading. */
export function noteLines(note: ShiftNote): string[] {
  const text = typeof note.entry["text"] === "string" ? note.entry["text"] : "";
  switch (note.kind) {
    case "roll_call":
      return rollCall(note);
    case "log": {
      const category = word("log", String(note.entry["category"]), m.log_other());
      const handed = typeof note.entry["handed_to"] === "string" && note.entry["handed_to"];
      return [text ? `${category}：${text}` : category, handed ? m.handed_to({ who: handed }) : ""].filter(Boolean);
    }
    case "hand_over": {
      const to = note.entry["to"];
      const who = typeof to === "string" ? (note.names[to] ?? "") : "";
      return [who ? m.taken_over_by({ who }) : "", text].filter(Boolean);
    }
    default:
      return [text].filter(Boolean);
  }
}

function rollCall(note: ShiftNote): string[] {
  const name = (id: string) => note.names[id] ?? id;
  const present = (note.entry["present"] as string[] | undefined) ?? [];
  const absent = (note.entry["absent"] as Absence[] | undefined) ?? [];
  const lines: string[] = [m.roll_present({ count: present.length, names: present.map(name).join(m.list_comma()) })];
  if (absent.length > 0) {
    const one = (it: Absence) => `${name(it.staffId ?? it.staff_id ?? "")}（${word("absence", it.reason, it.reason)}）`;
    lines.push(m.roll_absent({ names: absent.map(one).join(m.list_comma()) }));
  }
  const heads = (note.entry["headcount"] as Heads | undefined) ?? {};
  const counted = HEADS.filter((kind) => (heads[kind] ?? 0) > 0);
  if (counted.length > 0) {
    lines.push(
      counted.map((kind) => m.head_line({ kind: word("head", kind, kind), n: heads[kind] ?? 0 })).join(m.list_comma()),
    );
  }
  const gear = Number(note.entry["gear"] ?? 0);
  const worn = GEAR.filter((_, bit) => gear & (1 << bit));
  if (worn.length > 0) lines.push(m.gear_line({ list: worn.map((it) => word("gear", it, it)).join(m.list_comma()) }));
  const vehicles = Number(note.entry["vehicles"] ?? 0);
  if (vehicles > 0) lines.push(m.vehicles_line({ n: vehicles }));
  if (typeof note.entry["weather"] === "string")
    lines.push(m.weather_line({ word: word("weather", note.entry["weather"], "") }));
  return lines;
}
