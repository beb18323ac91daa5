import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Variant = { match: Record<string, string> };
type Messages = Record<string, string | Variant[]>;

const SRC = new URL("..", import.meta.url);

function read(locale: string): Messages {
  const text = readFileSync(new URL(`../messages/${locale}.json`, SRC), "utf8");
  const { $schema: _, ...messages } = JSON.parse(text) as Messages;
  return messages;
}

function texts(message: Messages[string] | undefined): string[] {
  if (message === undefined) return [];
  return typeof message === "string" ? [message] : message.flatMap((variant) => Object.values(variant.match));
}

function holes(message: Messages[string] | undefined): string[] {
  return [...new Set(texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
}

function* sources(): Generator<[name: string, text: string]> {
  for (const name of readdirSync(SRC, { recursive: true, encoding: "utf8" })) {
    if (name.includes("paraglide") || name.endsWith(".test.ts") || !/\.(svelte|ts)$/.test(name)) continue;
    yield [name, readFileSync(new URL(name, SRC), "utf8")];
  }
}

const zh = read("zh-CN");
const en = read("en");

test("every message is there in both languages, with the same holes to fill", () => {
  expect(Object.keys(en)).toEqual(Object.keys(zh));
  for (const key of Object.keys(zh)) {
    expect(
      texts(zh[key]).every((text) => text.trim() !== ""),
      key,
    ).toBe(true);
    expect(holes(en[key]), key).toEqual(holes(zh[key]));
  }
});

test("every message is used, so that none is kept for nothing", () => {
  const all = [...sources()].map(([, text]) => text).join("\n");
  const unused = Object.keys(zh).filter((key) => !new RegExp(`\\bm\\s*\\.${key}\\(`).test(all));
  expect(unused).toEqual([]);
});

test("no page holds a word of its own", () => {
  for (const [name, text] of sources()) {
    const code = text.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(code.match(/[\u4e00-\u9fff]+/g) ?? [], name).toEqual([]);
  }
});

test("sentences name neither a bare code nor a mere failure", () => {
  for (const message of [...Object.values(zh), ...Object.values(en)].flatMap(texts)) {
    expect(message).not.toMatch(/操作失败|出错了|[Ee]rror|[Ff]ailed|_/);
  }
});

test("an English sentence that counts has a form for one", () => {
  const counted = /\{(count|left|more|records|photos|digits|places|schools|minutes)\} [a-z]{2,}s\b/;
  const bare = Object.entries(en).filter(([, text]) => typeof text === "string" && counted.test(text));
  expect(bare.map(([key]) => key)).toEqual([]);
});
