import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function block(selector: string): Map<string, string> {
  const start = css.indexOf("{", css.indexOf(selector)) + 1;
  const body = css.slice(start, css.indexOf("}", start));
  return new Map([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const TEXT_ON_GROUND = [
  ["ink", "paper"],
  ["ink", "ground"],
  ["ink", "brand-soft"],
  ["ink-2", "paper"],
  ["ink-2", "ground"],
  ["ink-2", "line-2"],
  ["on-brand", "brand"],
  ["brand-ink", "paper"],
  ["brand-ink", "ground"],
  ["brand-ink", "brand-soft"],
  ["ok", "ok-soft"],
  ["ok", "paper"],
  ["wait", "wait-soft"],
  ["wait", "paper"],
  ["danger", "danger-soft"],
  ["danger", "paper"],
] as const;

const LIGHT = block(":root {");
const DARK = block(':root[data-theme="dark"]');

test.each([
  ["light", LIGHT],
  ["dark", DARK],
])("every text color of the %s theme reads in sunlight", (_, tokens) => {
  for (const [text, ground] of TEXT_ON_GROUND) {
    const ratio = contrast(tokens.get(text) ?? "", tokens.get(ground) ?? "");
    expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(7);
  }
  expect(contrast(tokens.get("edge") ?? "", tokens.get("paper") ?? ""), "edge of a control").toBeGreaterThanOrEqual(3);
});

test("dark by the system and dark by hand are the same dark", () => {
  expect([...block(':root:not([data-theme="light"])')]).toEqual([...DARK]);
});
