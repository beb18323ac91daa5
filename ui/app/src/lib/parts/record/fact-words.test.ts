import { expect, test } from "vitest";
import { factLines } from "./fact-words";

test("figures and code words are said in words", () => {
  expect(
    factLines([
      { name: "out", value: "42" },
      { name: "category", value: "traffic" },
      { name: "volunteers", value: "3" },
      { name: "gear", value: "65" },
    ]),
  ).toEqual([
    { name: "出校", value: "42" },
    { name: "事由", value: "交通拥堵" },
    { name: "志愿者", value: "3" },
    { name: "装备", value: "头盔、反光背心" },
  ]);
});

test("a bare code never reaches the page", () => {
  expect(
    factLines([
      { name: "route_id", value: "0193" },
      { name: "miss", value: "eaten_by_dog" },
    ]),
  ).toEqual([]);
});
