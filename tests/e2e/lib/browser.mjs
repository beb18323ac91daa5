// A real browser on the dashboard: the system's Chromium, driven by Playwright.
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { packages, until } from "./story.mjs";

const { chromium } = packages("playwright-core");
const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const DESK = { width: 1440, height: 900 };
const PATIENCE_MS = 60_000;

export class Browser {
  #album;
  #browser = null;
  #page = null;
  /** Errors of the page itself; none may happen unnoticed. */
  faults = [];

  constructor(album) {
    this.#album = album;
  }

  async open(url, env) {
    this.#browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: ["--no-sandbox", "--disable-gpu"],
      env,
    });
    this.#page = await this.#browser.newPage({
      viewport: DESK,
      locale: "zh-CN",
    });
    this.#page.setDefaultTimeout(PATIENCE_MS);
    this.#page.on("pageerror", (error) => this.faults.push(error.message));
    await this.#page.goto(url);
  }

  async close() {
    await this.#browser.close();
  }

  at(id, data = {}) {
    const more = Object.entries(data).map(([name, value]) => `[data-${name}="${value}"]`);
    return this.#page.locator(`[data-testid="${id}"]${more.join("")}`);
  }

  async see(id, data) {
    await this.at(id, data).first().waitFor();
    return this.at(id, data).first();
  }

  css(selector) {
    return this.#page.locator(selector);
  }

  async tap(id, data) {
    await (await this.see(id, data)).click();
  }

  async type(id, text) {
    await (await this.see(id)).fill(text);
  }

  async go(path) {
    await this.#page.locator(`nav a[href="${path}"]`).first().click();
    await this.#page.waitForURL((url) => url.pathname === path);
  }

  /** By its address, as from a bookmark. */
  async visit(path) {
    await this.#page.goto(new URL(path, this.#page.url()).href);
  }

  /** Runs a script or function inside the page. */
  run(what) {
    return this.#page.evaluate(what);
  }

  /** Takes the file behind a link. */
  async download(selector, to) {
    const coming = this.#page.waitForEvent("download");
    await this.#page.locator(selector).first().click();
    await (await coming).saveAs(to);
  }

  /** Chooses a file for a field. */
  async file(id, file) {
    await this.at(id).setInputFiles(file);
  }

  /** The browser forgets who is signed in, as when the session has ended. */
  endSession() {
    return this.#page.context().clearCookies();
  }

  press(key) {
    return this.#page.keyboard.press(key);
  }

  back() {
    return this.#page.goBack();
  }

  /** Every picture on the page has been drawn. */
  pictures() {
    return until("all pictures are drawn", () =>
      this.#page.evaluate(() => [...document.images].every((it) => it.complete && it.naturalWidth > 0)),
    );
  }

  /** Drags something by so many pixels. */
  async drag(id, right, down) {
    const box = await (await this.see(id)).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(x + right, y + down, { steps: 8 });
    await this.#page.mouse.up();
  }

  /** What an address of this session answers with: its type and its first letters. */
  fetched(address) {
    return this.#page.evaluate(async (at) => {
      const response = await fetch(at);
      const begins = (await response.text()).slice(0, 5);
      return { type: response.headers.get("content-type"), begins };
    }, address);
  }

  /** Nothing keeps people out, as axe sees the page now: names, roles, contrast, order. */
  async sound(name) {
    await this.#page.evaluate(packages("axe-core").source);
    const { violations } = await this.#page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    const faults = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
    assert.deepEqual(faults, [], `axe on ${name} (${this.#page.url()})`);
  }

  /** Neither the window nor the page in it has to be moved sideways; a wide table moves in its own frame. */
  async fits(name) {
    const wide = await this.#page.evaluate(() =>
      [document.scrollingElement, document.querySelector("main"), document.querySelector("nav")]
        .filter((it) => it && it.scrollWidth > it.clientWidth + 1)
        .map((it) => `${it.tagName}: ${it.scrollWidth} in ${it.clientWidth}`),
    );
    assert.deepEqual(wide, [], `${name} fits its window (${this.#page.url()})`);
  }

  /** The pages that the menu leads to. */
  menu() {
    return this.#page.evaluate(() =>
      [...document.querySelectorAll("nav.side li a")].map((it) => it.getAttribute("href")),
    );
  }

  /** The window's size; a desk's without one. */
  size(size = DESK) {
    return this.#page.setViewportSize(size);
  }

  /** The size of the reader's own text, such as `200%`; it lasts as long as the page. */
  async textSize(size) {
    await this.#page.evaluate((it) => (document.documentElement.style.fontSize = it), size);
    await this.#page.waitForTimeout(100);
  }

  /** A picture of all of the page, also of what has to be scrolled to. */
  async whole(name) {
    const height = await this.#page.evaluate(() => document.querySelector("main")?.scrollHeight ?? 900);
    await this.size({ ...DESK, height: Math.min(4_000, height + 40) });
    await this.shot(name);
    await this.size();
  }

  async shot(name) {
    await this.#page.evaluate(() => document.fonts.ready);
    this.#album.keep(name, await this.#page.screenshot());
  }
}

/** Where the system's Chromium is. */
export function chromiumPath() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // not here
      }
    }
  }
  throw new Error(`no browser: one of ${NAMES.join(", ")} is needed`);
}
