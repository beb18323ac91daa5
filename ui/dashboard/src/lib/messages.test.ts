import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Message = string | { match: Record<string, string> }[];
type Catalog = Record<string, Message>;

function catalog(language: string): Catalog {
  const text = readFileSync(new URL(`../../messages/${language}.json`, import.meta.url), "utf8");
  const { $schema: _, ...messages } = JSON.parse(text) as Catalog & { $schema: string };
  return messages;
}

const texts = (message: Message): string[] =>
  typeof message === "string" ? [message] : message.flatMap(({ match }) => Object.values(match));
const names = (message: Message) => new Set(texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []));

const zh = catalog("zh-CN");
const en = catalog("en");

test("every sentence exists in both languages and names the same things", () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  for (const key of Object.keys(zh)) expect(names(en[key] ?? ""), key).toEqual(names(zh[key] ?? ""));
});

test("no sentence is empty, and the Chinese ones are Chinese", () => {
  for (const [key, message] of Object.entries({ ...zh, ...en })) {
    for (const text of texts(message)) expect(text.trim(), key).not.toBe("");
  }
  expect(JSON.stringify(zh)).not.toMatch(/操作失败|TODO/);
});

/** Words looked up by a code the server sends. */
const BY_CODE =
  /^(event|staff|window|role|category|severity|result|reason|device|provider|level|flag|refused|clock_quality|late|photo_source|finding|point_kind|point_state|per|patrol_kind|tag_form|day_kind|day_mark|weekday|sheet|verdict|ask|conflict|doubt|log|absence|head|gear|weather|miss|patrol_method|remaining|part|burden|ledger|audit|shows)_/;

test("every sentence is used somewhere", () => {
  const folder = new URL("..", import.meta.url).pathname;
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.includes("paraglide"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const unused = Object.keys(zh).filter((key) => !BY_CODE.test(key) && !sources.includes(`m.${key}`));
  expect(unused).toEqual([]);
});

/** Told only of several. */
const SEVERAL = new Set(["streams_several"]);

test("an English sentence that counts has a form for one", () => {
  const counted = /\{(count|n|days|seconds|left|records|photos|points|schools|digits|devices)\} [a-z]{2,}s\b/;
  const bare = Object.entries(en).filter(
    ([key, text]) => typeof text === "string" && counted.test(text) && !SEVERAL.has(key),
  );
  expect(bare.map(([key]) => key)).toEqual([]);
});
