// Takes a picture of every page in both languages, light and dark, and runs axe on each.
//   node preview/shots.mjs [--url http://127.0.0.1:8790] [--out DIR] [--only NAME] [--name USER --password WORD]
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8790" },
    out: { type: "string", default: "/tmp/shots-board" },
    only: { type: "string" },
    name: { type: "string", default: "neiqin01" },
    password: { type: "string", default: "preview" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(values.out, { recursive: true });

const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox", "--headless"] });

async function check(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () =>
    (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations.map(
      (v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 140)} ${v.nodes[0].any[0]?.message ?? ""}`,
    ),
  );
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  for (const line of found) console.log(`AXE ${name}: ${line}`);
  if (wide) console.log(`WIDE ${name}: the page scrolls sideways`);
}

async function open({ language, scheme, width, height }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, bypassCSP: false });
  await context.addInitScript((l) => localStorage.setItem("PARAGLIDE_LOCALE", l), language);
  const page = await context.newPage();
  page.on("console", (m) => m.type() === "error" && !/401|ERR_/.test(m.text()) && console.log("CONSOLE", m.text()));
  page.on("pageerror", (e) => console.log("PAGE ERROR", e.message));
  return page;
}

async function signIn(page) {
  await page.goto(values.url);
  await page.getByTestId("sign-in-name").fill(values.name);
  await page.getByTestId("sign-in-password").fill(values.password);
  await page.getByTestId("sign-in-submit").click();
  await page.getByTestId("board").waitFor();
  await page.locator("[data-testid=live-state][data-state=live]").waitFor();
}

async function link(page, kind) {
  return page.evaluate(async (k) => {
    const { events } = await (await fetch("/api/events?limit=200")).json();
    const best = events.filter((e) => e.kind === k).sort((a, b) => b.photos_total - a.photos_total)[0];
    return best ? `/records/${best.record_id}` : "/";
  }, kind);
}

async function walk(page, tag) {
  const shot = async (name, full = false) => {
    if (values.only && !name.includes(values.only)) return;
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(values.out, `${name}-${tag}.png`), fullPage: full });
    await check(page, `${name}-${tag}`);
  };
  await page.goto(values.url);
  await page.getByTestId("sign-in-name").waitFor();
  await shot("sign-in");
  await signIn(page);
  await shot("board");
  await page.getByTestId("post-row").nth(4).getByRole("button").click();
  await shot("board-open");
  for (const path of ["points", "hazards", "devices"]) {
    await page.goto(`${values.url}/${path}`);
    await page.locator("tbody tr").first().waitFor();
    await shot(path);
  }
  for (const [path, seen] of [
    ["calendar?school=2135810001", "calendar-day"],
    ["posts?school=2135810001", "kept-post"],
    ["windows?school=2135810001", "window-row"],
    ["roster", "roster-cell"],
    ["roster-requests?state=all", "request-row"],
  ]) {
    await page.goto(`${values.url}/${path}`);
    await page.getByTestId(seen).first().waitFor();
    await shot(path.split("?")[0]);
  }
  await page.goto(`${values.url}/roster?edition=draft`);
  await page.getByTestId("roster-cell").first().click();
  await page.getByTestId("turn-dialog").waitFor();
  await shot("roster-turn");
  for (const n of [0, 3]) {
    await page.goto(`${values.url}/devices?show=hand`);
    await page.locator("tbody tr a").nth(n).click();
    await page.getByTestId("device-report").waitFor();
    await shot(`device-${n}`, true);
  }
  await page.goto(`${values.url}/devices?show=stopped`);
  await page.locator("tbody tr a").first().click();
  await page.getByTestId("device-state").waitFor();
  await shot("device-stopped");
  await page.getByTestId("device-activate").click();
  await page.getByTestId("reason-dialog").waitFor();
  await shot("device-dialog");
  for (const kind of ["check_in", "duty_on", "hazard_report"]) {
    await page.goto(values.url + (await link(page, kind)));
    await page.getByTestId("evidence").waitFor();
    await page.waitForTimeout(400);
    await shot(`record-${kind}`);
  }
  const photo = page.getByTestId("evidence-photo").getByRole("button").first();
  if (await photo.count()) {
    await photo.click();
    await shot("photo");
    const compare = page.getByTestId("photo-compare");
    if (await compare.count()) {
      await compare.click();
      await shot("photo-compare");
    }
  }
  await page.goto(`${values.url}/photos`);
  await page.getByTestId("gallery-photo").first().waitFor();
  await shot("photos");
}

const VIEWS = [
  { tag: "zh-light-1440", language: "zh-CN", scheme: "light", width: 1440, height: 900 },
  { tag: "zh-dark-1440", language: "zh-CN", scheme: "dark", width: 1440, height: 900 },
  { tag: "en-light-1280", language: "en", scheme: "light", width: 1280, height: 800 },
  { tag: "zh-light-1024", language: "zh-CN", scheme: "light", width: 1024, height: 768 },
  { tag: "en-dark-1024", language: "en", scheme: "dark", width: 1024, height: 768 },
];
for (const view of VIEWS) {
  const page = await open(view);
  await walk(page, view.tag);
  await page.context().close();
}
await browser.close();
