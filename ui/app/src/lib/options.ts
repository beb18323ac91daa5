// Choices a page offers: the word of a value, and ready sentences that go into a record.
import type { Option } from "kit";

export function wordOf<T>(options: readonly Option<T>[], value: T | null): string {
  return options.find((option) => option.value === value)?.word ?? "";
}

const IN_RECORD = { locale: "zh-CN" } as const;

/** A sentence to tap: what the record keeps is Chinese, whatever the page speaks, because the office reads it. */
export function ready(say: (options?: typeof IN_RECORD) => string): Option<string> {
  return { value: say(IN_RECORD), word: say() };
}
