// One sentence for everything that can be wrong in a row of a sheet of points: what it is and what to do.
import { Problem } from "$lib/api";
import type { PointSheetReading } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";
import { problemSentence } from "$lib/problem-words";

type Fault = PointSheetReading["faults"][number];

const SENTENCES: Record<string, (arg: (name: string) => string) => string> = {
  "sheet-unreadable": () => m.points_fault_unreadable(),
  "sheet-too-large": () => m.points_fault_too_large(),
  "points-no-heads": () => m.points_fault_no_heads(),
  "points-no-rows": () => m.points_fault_no_rows(),
  "points-school-missing": () => m.points_fault_school_missing(),
  "points-no-school": (arg) => m.points_fault_no_school({ name: arg("name") }),
  "points-school-unclear": (arg) => m.points_fault_school_unclear({ name: arg("name") }),
  "points-no-point": (arg) => m.points_fault_no_point({ number: arg("number") }),
  "points-not-yours": () => m.points_fault_not_yours(),
  "points-row-twice": () => m.points_fault_row_twice(),
  "points-cell-missing": () => m.points_fault_cell_missing(),
  "points-kind": (arg) => m.points_fault_kind({ word: arg("word") }),
  "points-proof": () => m.points_fault_proof(),
  "points-crs": () => m.points_fault_crs(),
  "points-degrees": (arg) => m.points_fault_degrees({ word: arg("word") }),
  "points-figure": (arg) => m.points_fault_figure({ word: arg("word") }),
};

/** The sentence for one fault; a point that cannot be wished has the sentence of its form. */
export function pointFault({ code, args }: Fault): string {
  const arg = (name: string) => String((args as Record<string, string | undefined>)[name] ?? "");
  return SENTENCES[code]?.(arg) ?? problemSentence(new Problem(code, args));
}
