// A list of records broken into days.
import type { RecordRow } from "$lib/bindings";

/** Rows under the heading of their day; `dayOf` names the day of a time. */
export function byDay(rows: readonly RecordRow[], dayOf: (ms: number) => string): { day: string; rows: RecordRow[] }[] {
  const days: { day: string; rows: RecordRow[] }[] = [];
  for (const row of rows) {
    const day = dayOf(row.atMs);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}
