// Lists that come by pages, newest first, while new rows keep arriving at their head.

/** Rows, and the number before which older ones are asked for. */
export type Page<R> = { rows: readonly R[]; next: number | null };

/** A fresh first page laid over what was already read: new rows come in, older ones stay, nothing stands twice. */
export function renewed<R>(held: Page<R>, fresh: Page<R>, key: (row: R) => string): Page<R> {
  const known = new Set(fresh.rows.map(key));
  const older = held.rows.filter((row) => !known.has(key(row)));
  const overlaps = older.length < held.rows.length;
  if (!overlaps || fresh.next === null) return { rows: [...fresh.rows], next: fresh.next };
  return { rows: [...fresh.rows, ...older], next: older.length > 0 ? held.next : fresh.next };
}

/** The next page behind what is in hand. */
export function extended<R>(held: Page<R>, more: Page<R>, key: (row: R) => string): Page<R> {
  const known = new Set(held.rows.map(key));
  return { rows: [...held.rows, ...more.rows.filter((row) => !known.has(key(row)))], next: more.next };
}
