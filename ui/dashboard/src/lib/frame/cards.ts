// A list that becomes cards where a table has no room: each cell then says by itself what stands in it, so that the last
// columns are not out of sight.

/** Writes the heading of its column on each cell of the table; `app.css` lays the cards out. */
export function cards(table: HTMLTableElement) {
  const name = () => {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) =>
      cell.querySelector(".visually-hidden") ? "" : (cell.textContent?.trim() ?? ""),
    );
    for (const body of table.tBodies) nameRows([...body.rows], heads);
  };
  name();
  const rows = new MutationObserver(name);
  rows.observe(table, { childList: true, subtree: true, characterData: true });
  return { destroy: () => rows.disconnect() };
}

/** Columns that a cell of an earlier row still takes are passed over. */
export function nameRows(rows: HTMLTableRowElement[], heads: readonly string[]) {
  const taken: number[] = heads.map(() => 0);
  for (const row of rows) {
    let column = 0;
    for (const cell of row.cells) {
      while ((taken[column] ?? 0) > 0) column += 1;
      const label = cell.colSpan === 1 ? (heads[column] ?? "") : "";
      if (cell.dataset["label"] !== label) cell.dataset["label"] = label;
      for (let at = column; at < column + cell.colSpan; at += 1) taken[at] = cell.rowSpan;
      column += cell.colSpan;
    }
    for (let at = 0; at < taken.length; at += 1) taken[at] = Math.max(0, (taken[at] ?? 0) - 1);
  }
}
