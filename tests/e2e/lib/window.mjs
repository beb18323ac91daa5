// The field app's real window, driven by WebDriver: tauri-driver starts it, WebKitWebDriver touches it.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { packages, until } from "./story.mjs";

const { Builder, By, Capabilities } = packages("selenium-webdriver");

export class Window {
  #house;
  #home;
  #album;
  #port;
  #driver = null;
  #helper = null;

  constructor(house, album, port) {
    this.#house = house;
    this.#home = house.path("phone");
    this.#album = album;
    this.#port = port;
  }

  get home() {
    return this.#home;
  }

  async open() {
    const env = this.#house.surroundings("window", { HUXIAO_HOME: this.#home });
    const ports = ["--port", String(this.#port), "--native-port", String(this.#port + 1)];
    this.#helper = this.#house.start("tauri-driver", ports, { env, stdio: ["ignore", "ignore", "inherit"] });
    await until("the driver listens", () => listens(this.#port));
    const wanted = new Capabilities();
    wanted.set("tauri:options", { application: this.#house.program("huxiao") });
    wanted.setBrowserName("wry");
    this.#driver = await new Builder().withCapabilities(wanted).usingServer(`http://127.0.0.1:${this.#port}/`).build();
  }

  /** SIGKILL, as a phone's system does to an app in the background. */
  async kill() {
    assert.equal(this.#house.kill(this.#house.program("huxiao"), this.#home), 1, "one window to kill");
    const helper = this.#helper;
    const gone = new Promise((ended) => helper.once("exit", ended));
    helper.kill("SIGTERM");
    await gone;
    this.#port += 2;
  }

  async close() {
    await this.#driver.quit();
  }

  /** The elements with this test id (and these data attributes). */
  all(id, data = {}) {
    const more = Object.entries(data).map(([name, value]) => `[data-${name}="${value}"]`);
    return this.#driver.findElements(By.css(`[data-testid="${id}"]${more.join("")}`));
  }

  /** Waits for one to be seen. */
  see(id, data = {}) {
    return until(`${id} ${JSON.stringify(data)}`, async () => {
      for (const element of await this.all(id, data)) if (await element.isDisplayed()) return element;
      return null;
    });
  }

  gone(id) {
    return until(`${id} gone`, async () => (await this.all(id)).length === 0);
  }

  async text(id, data) {
    return (await this.see(id, data)).getText();
  }

  /** Waits until what is shown says this. */
  says(id, text) {
    return until(`${id} says ${text}`, async () => (await this.text(id)).includes(text));
  }

  async tap(id, data = {}) {
    // What is redrawn under the finger is touched again.
    await until(`a tap on ${id}`, async () => {
      const element = await this.see(id, data);
      await this.#driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
      await element.click();
      return true;
    });
  }

  /** Drags over a picture, from one share of it to another. */
  async paint(id, from, to) {
    const element = await this.see(id);
    const { width, height } = await element.getRect();
    const off = ([x, y]) => ({ x: Math.round((x - 0.5) * width), y: Math.round((y - 0.5) * height), origin: element });
    await this.#driver.actions().move(off(from)).press().move(off(to)).release().perform();
  }

  async type(id, text) {
    const field = await this.see(id);
    await field.clear();
    await field.sendKeys(text);
  }

  /** Gives a file to a picture input, which is there and unseen. */
  async pick(id, file) {
    const input = await until(id, async () => (await this.all(id))[0]);
    await input.sendKeys(file);
  }

  by(selector) {
    return By.css(selector);
  }

  css(selector) {
    return until(selector, async () => (await this.#driver.findElements(By.css(selector)))[0]);
  }

  /** All that are there now. */
  every(selector) {
    return this.#driver.findElements(By.css(selector));
  }

  /** From now on the page stands here; a window on a desk has no receiver of its own. */
  standAt(lat, lon) {
    return this.#driver.executeScript(
      `const [lat, lon] = arguments;
       const tell = (ok) => setTimeout(() => ok({ coords: { latitude: lat, longitude: lon, accuracy: 12 }, timestamp: Date.now() }), 0);
       Object.defineProperty(navigator, "geolocation", { configurable: true, value: {
         getCurrentPosition: tell, watchPosition: (ok) => { tell(ok); return 1; }, clearWatch: () => undefined } });`,
      lat,
      lon,
    );
  }

  /** Text as large as somebody set it in the system. */
  textSize(size) {
    return this.#driver.executeScript("document.documentElement.style.fontSize = arguments[0]", size);
  }

  /** To the last line of the page, or back to its first; what still grows is scrolled after. */
  scroll(way) {
    const script = `const root = document.documentElement;
      const top = arguments[0] === "end" ? root.scrollHeight - innerHeight : 0;
      if (Math.abs(scrollY - top) <= 1) return true;
      scrollTo({ top, behavior: "instant" });
      return false;`;
    return until(`the ${way} of the page`, () => this.#driver.executeScript(script, way));
  }

  /** Whether there is more of the page than is seen at once. */
  isLong() {
    return this.#driver.executeScript("return document.documentElement.scrollHeight > innerHeight + 8");
  }

  /** Nothing is wider than the screen. */
  async fits(page) {
    const over = await this.#driver.executeScript("return document.documentElement.scrollWidth - innerWidth");
    assert.ok(over <= 0, `${page} is ${over} px wider than the screen`);
  }

  /** Every picture of the page is open, and what stands there now has been painted. */
  async settled() {
    await until("the pictures are open", () =>
      this.#driver.executeScript(
        `return document.querySelector('[data-testid="picture-opening"]') === null &&
           [...document.images].every((it) => it.complete && it.naturalWidth > 0);`,
      ),
    );
    await this.#driver.executeAsyncScript(
      `const painted = arguments[arguments.length - 1];
       requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(painted, 50)));`,
    );
  }

  async shot(name) {
    await this.settled();
    const png = await this.#driver.takeScreenshot();
    this.#album.keep(name, png);
    return png;
  }
}

function listens(port) {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), answer(true)));
    socket.once("error", () => answer(false));
  });
}
