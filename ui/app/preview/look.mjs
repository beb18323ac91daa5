// Opens every screen of the built app in a browser, in every guise, with the shell's own content policy,
// and keeps a picture of each. Says what axe finds, what is wider than the screen, which targets are
// small and what the policy refused. For development; `node preview/look.mjs [scene…] [--guise=zh,en] [--out=DIR] [--view]`.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { GUISES, SCENES } from "./scenes.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILD = join(HERE, "../build");
const AXE = readFileSync(join(HERE, "../../node_modules/axe-core/axe.min.js"), "utf8");
const FAKE = ["world.js", "duty.js", "fake.js"].map((file) => readFileSync(join(HERE, file), "utf8")).join("\n");
const MORNING = new Date("2026-11-22T23:12:00Z"); // Monday 07:12 in Fuqing

const flags = Object.fromEntries(process.argv.filter((a) => a.startsWith("--")).map((a) => a.slice(2).split("=")));
const names = process.argv.slice(2).filter((a) => !a.startsWith("--"));
const out = flags.out ?? join(HERE, "../../../artifacts/app");
const guises = GUISES.filter((g) => !flags.guise || flags.guise.split(",").includes(g.name));
const scenes = SCENES.filter((s) => names.length === 0 || names.includes(s.name));

/** The shell's policy, with the start script named by its hash as Tauri does. */
function policy() {
  const conf = JSON.parse(readFileSync(join(HERE, "../../../src-tauri/tauri.conf.json"), "utf8"));
  const html = readFileSync(join(BUILD, "index.html"), "utf8");
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((m) => m[1] ?? "");
  const hashes = scripts.map((s) => `'sha256-${createHash("sha256").update(s).digest("base64")}'`);
  return `${conf.app.security.csp}; script-src 'self' ${hashes.join(" ")}`;
}

const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };

function serve() {
  const csp = policy();
  const server = createServer((request, response) => {
    const path = join(BUILD, new URL(request.url ?? "/", "http://x").pathname);
    const file = extname(path) && existsSync(path) ? path : join(BUILD, "index.html");
    const kind = KINDS[/** @type {keyof typeof KINDS} */ (extname(file))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": `${kind}; charset=utf-8`, "content-security-policy": csp });
    response.end(readFileSync(file));
  });
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

/** What is wrong with the page as it stands, measured in the page. */
function measure(tapMin) {
  const findings = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) findings.push(`wider than the screen by ${wide} px`);
  for (const e of document.querySelectorAll("button, a[href], input:not([type=file]), select, textarea")) {
    const box = e.getBoundingClientRect();
    if (box.width === 0) continue;
    const name = e.getAttribute("data-testid") ?? e.textContent?.trim();
    if (box.height < tapMin - 0.5 || box.width < tapMin - 0.5) {
      findings.push(`small target ${name}: ${Math.round(box.width)}×${Math.round(box.height)}`);
    }
    if (e.scrollWidth > e.clientWidth + 1 && !e.matches("input, select")) findings.push(`text cut in ${name}`);
  }
  for (const e of document.querySelectorAll("main *, header *")) {
    const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent?.trim());
    if (text && parseFloat(getComputedStyle(e).fontSize) < 15) findings.push(`small text: ${e.textContent?.trim()}`);
  }
  return findings;
}

async function look(browser, base, scene, guise) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: Number(flags.scale ?? 1),
    geolocation: scene.here,
    permissions: scene.here ? ["geolocation"] : [],
    reducedMotion: "reduce",
    locale: "zh-CN",
  });
  const page = await context.newPage();
  const findings = [];
  page.on(
    "console",
    (m) => m.type() === "error" && !m.text().includes("Not found: /nowhere") && findings.push(m.text()),
  );
  page.on("pageerror", (e) => findings.push(`error: ${e.message}`));
  await page.clock.setFixedTime(MORNING);
  const settings = { theme: "light", ...guise.settings };
  await page.addInitScript(`window.__SCENE = ${JSON.stringify({ settings, ...scene.scene })};\n${FAKE}`);
  await page.goto(base + (scene.path ?? "/"));
  await page.waitForLoadState("networkidle");
  if (guise.text) await page.evaluate((size) => (document.documentElement.style.fontSize = size), guise.text);
  try {
    await scene.act?.(page);
  } catch (error) {
    findings.push(`act: ${String(error).split("\n")[0]}`);
  }
  await page.waitForTimeout(scene.name === "loading" ? 900 : 250);
  findings.push(...(await page.evaluate(measure, settings.elderMode ? 60 : 48)));
  if (!("view" in flags)) {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: 390, height: Math.max(844, height) });
  }
  await page.screenshot({ path: join(out, `${scene.name}.${guise.name}.png`) });
  await page.evaluate(AXE);
  const axe = await page.evaluate(() =>
    // @ts-expect-error: axe came with the line above
    globalThis.axe.run(document, { rules: { "color-contrast-enhanced": { enabled: true } } }),
  );
  for (const v of axe.violations) {
    findings.push(
      `axe ${v.id}: ${v.nodes
        .map((n) => n.target.join(" "))
        .slice(0, 4)
        .join(" | ")}`,
    );
  }
  await context.close();
  return findings;
}

mkdirSync(out, { recursive: true });
const server = await serve();
const base = `http://127.0.0.1:${server.address().port}`;
const launch = (...args) => chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", ...args] });
const browser = await launch();
/** A browser with a camera that shows a moving test picture and is always allowed. */
const filming = await launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
let total = 0;
for (const scene of scenes) {
  for (const guise of guises) {
    const findings = await look(scene.camera ? filming : browser, base, scene, guise);
    total += findings.length;
    for (const finding of findings) console.log(`${scene.name}.${guise.name}: ${finding}`);
  }
}
console.log(`${scenes.length * guises.length} pictures in ${out}, ${total} findings`);
await browser.close();
await filming.close();
server.close();
process.exitCode = total === 0 ? 0 : 1;
