// The categories shown before anybody asks for more: the first few, and always the chosen one.
import type { CategoryChoice } from "$lib/bindings";

const FIRST = 5;

export function firstChoices(all: readonly CategoryChoice[], chosen: string | null): CategoryChoice[] {
  return all.filter((category, index) => index < FIRST || category.code === chosen);
}
