import { expect, test } from "vitest";
import { nameRows } from "./cards";

type Cell = { colSpan: number; rowSpan: number; dataset: Record<string, string> };
const cell = (colSpan = 1, rowSpan = 1): Cell => ({ colSpan, rowSpan, dataset: {} });
const named = (rows: Cell[][], heads: string[]) => {
  nameRows(rows.map((cells) => ({ cells })) as unknown as HTMLTableRowElement[], heads);
  return rows.map((cells) => cells.map((it) => it.dataset["label"]));
};

test("each cell is named by its column, also beside one that spans rows", () => {
  const rows = [[cell(1, 2), cell(), cell(1, 2)], [cell()], [cell(), cell(2)], [cell(), cell(), cell()]];
  expect(named(rows, ["day", "who", "review"])).toEqual([
    ["day", "who", "review"],
    ["who"],
    ["day", ""],
    ["day", "who", "review"],
  ]);
});
