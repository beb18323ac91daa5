// An escort sheet in words.
import type { Option } from "kit";
import { clock } from "kit/time";
import type { RemainingReason, SheetShown } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { m } from "$lib/paraglide/messages";

export const remainingReasons = (): Option<RemainingReason>[] => [
  { value: "collected_on_the_way", word: m.remain_collected() },
  { value: "miscounted", word: m.remain_miscounted() },
  { value: "medical", word: m.remain_medical() },
  { value: "searching", word: m.remain_searching(), tone: "danger" },
  { value: "other", word: m.remain_other() },
];

/** `交接点 2`: of a walk that is in no list. It goes into the record, so it is Chinese whatever the page speaks. */
export function stopName(number: number): string {
  return m.escort_stop({ number }, { locale: "zh-CN" });
}

/** `16:02 教师03 · 出校 42，交接 40，带回 2`. */
export function sheetLine(sheet: SheetShown): string {
  const sum = m.sheet_sum({
    out: sheet.out,
    handed: sheet.handed,
    returned: sheet.returned,
  });
  return dotted(`${clock(sheet.atMs)} ${sheet.who}`, sum);
}
