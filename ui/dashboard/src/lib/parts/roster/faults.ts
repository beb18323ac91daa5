// One sentence for everything that can be wrong in a cell of a workbook: what it is and what to do.
import { m } from "$lib/paraglide/messages";
import type { SheetReading } from "$lib/shapes";

type Fault = SheetReading["faults"][number];

const SENTENCES: Record<string, (arg: (name: string) => string) => string> = {
  "sheet-unreadable": () => m.sheet_sheet_unreadable(),
  "sheet-too-large": () => m.sheet_sheet_too_large(),
  "sheet-empty": () => m.sheet_sheet_empty(),
  "sheet-row-unnamed": () => m.sheet_sheet_row_unnamed(),
  "sheet-row-twice": () => m.sheet_sheet_row_twice(),
  "sheet-no-post": (arg) => m.sheet_sheet_no_post({ name: arg("name") }),
  "sheet-no-window": (arg) => m.sheet_sheet_no_window({ name: arg("name") }),
  "sheet-window-unclear": (arg) => m.sheet_sheet_window_unclear({ name: arg("name") }),
  "sheet-no-person": (arg) => m.sheet_sheet_no_person({ name: arg("name") }),
  "sheet-name-unclear": (arg) => m.sheet_sheet_name_unclear({ name: arg("name") }),
  "sheet-not-yours": (arg) => m.sheet_sheet_not_yours({ held: arg("held") || m.roster_nobody() }),
  "roster-twice": (arg) => m.sheet_roster_twice({ name: arg("name") }),
};

/** The sentence for one cell. */
export function faultSentence({ code, args }: Fault): string {
  const arg = (name: string) => String((args as Record<string, string | undefined>)[name] ?? "");
  return (SENTENCES[code] ?? (() => m.sheet_other()))(arg);
}
