// The office's pages of points, routes, tags and the live code, in a real browser: a point is moved and its phone hears of
// it, a sheet is printed, a screen at the gate goes on without network. Pictures of every page, in both languages, land in
// artifacts/points; each is looked at by axe too.
import assert from "node:assert/strict";
import { House, OFFICE } from "./lib/house.mjs";
import { Browser } from "./lib/browser.mjs";
import { Album, step, tell, until } from "./lib/story.mjs";
import { placeOn, Tiles } from "./lib/tiles.mjs";

const house = new House();
const page = new Browser(new Album("points"));

const WHOSE = "底图：演示图商 审图号 演示-0001";

let network;
let point;
let tiles;

async function signIn() {
  await page.type("sign-in-name", OFFICE.name);
  await page.type("sign-in-password", OFFICE.password);
  await page.tap("sign-in-submit");
  await page.see("board");
}

async function speak(language) {
  await page.tap(`lang-${language}`);
  await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
}

/** Keeps a picture of a page that has nothing for axe to say about. */
async function look(name) {
  await page.shot(name);
  await page.sound(name);
}

const given = async () => (await house.phone("guard", "points")).points.find((one) => one.id === point.id);

async function changesAPoint() {
  await step("somebody stands at the point and checks in", async () => {
    const place = ["--lat", String(point.lat + 0.0003), "--lon", String(point.lon), "--accuracy", "9"];
    const staff = (await house.phone("guard", "staff")).staff.find((person) => person.kind === "guard");
    await house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id, ...place);
    await house.phone("guard", "sync");
  });
  await step("the point is set to where that was, and the phone hears of it", async () => {
    await page.visit(`/points/${point.id}`);
    await page.tap("set-stood");
    await house.phone("guard", "sync");
    await until("the phone has the new place", async () => {
      await house.phone("guard", "sync");
      return Math.abs((await given()).lat - point.lat - 0.0003) < 0.000002;
    });
  });
  await step(
    "somebody stands there and says that the point is here; it comes first, and one click takes it",
    async () => {
      const { lat, lon } = await given();
      const staff = (await house.phone("guard", "staff")).staff.find((person) => person.kind === "guard");
      const here = ["--lat", String(lat + 0.0002), "--lon", String(lon), "--accuracy", "8"];
      const rough = ["--lat", String(lat), "--lon", String(lon), "--accuracy", "80", "--places-point"];
      await house.phoneFails("guard", "check-in", "--point", point.id, "--staff", staff.id, ...rough);
      await house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id, ...here, "--places-point");
      await house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id, ...here);
      await house.phone("guard", "sync");
      await page.visit(`/points/${point.id}`);
      await page.see("proposals");
      const rows = page.at("stood-row");
      await until("three visits", async () => (await rows.count()) === 3);
      assert.equal(await rows.first().getAttribute("data-proposed"), "true");
      await look("11-proposal.zh-CN");
      await rows.first().locator('[data-testid="set-stood"]').click();
      await until(
        "the point lies there and nothing is left to decide",
        async () => (await page.at("proposals").count()) === 0,
      );
      await until("the phone has the new place", async () => {
        await house.phone("guard", "sync");
        return Math.abs((await given()).lat - lat - 0.0002) < 0.000002;
      });
    },
  );
  await step("a radius that cannot be is refused in words, and one that can is saved", async () => {
    await page.type("point-radius", "5");
    await page.tap("point-save");
    await page.see("problem", { code: "point-radius" });
    await page.type("point-radius", "60");
    await page.tap("point-save");
    await page.see("point-saved");
    await house.phone("guard", "sync");
    assert.equal((await given()).radius_m, 60);
  });
  await step("the mark is dragged, and nothing is saved before somebody says so", async () => {
    const before = await (await page.see("point-place")).inputValue();
    await page.drag("ground-mark", 60, 20);
    assert.notEqual(await (await page.see("point-place")).inputValue(), before);
    await house.phone("guard", "sync");
    assert.equal((await given()).radius_m, 60);
  });
  await step("a tag is replaced with a reason, and its history stays", async () => {
    await page.visit(`/points/${point.id}`);
    await page.tap("tag-rotate");
    await page.tap("reason-dialog-done");
    await page.see("problem", { code: "reason-missing" });
    await page.type("reason-text", "被人拍照");
    await look("03-replace-tag.zh-CN");
    await page.tap("reason-dialog-done");
    await page.see("tag-row", { serial: "2", form: "print" });
    await page.see("tag-row", { serial: "1", form: "print" });
  });
}

/** How far the mark on the map lies from the same place on the base map, in pixels. */
async function offTheBaseMap(place) {
  const pin = await page.run(() => {
    const { x, y } = document.querySelector('[data-testid="ground-mark"] path').getBoundingClientRect();
    const { width, height } = document.querySelector('[data-testid="ground-mark"] path').getBoundingClientRect();
    return { x: x + width / 2, y: y + height };
  });
  const laid = await page.run(() =>
    [...document.querySelectorAll('[data-testid="tile"]')].map((it) => {
      const { left, top, width, height } = it.getBoundingClientRect();
      return { src: it.src, left, top, width, height };
    }),
  );
  for (const { src, left, top, width, height } of laid) {
    const [z, x, y] = /(\d+)\/(\d+)\/(\d+)\.svg$/.exec(src).slice(1).map(Number);
    const at = placeOn(z, place);
    if (Math.floor(at.x) !== x || Math.floor(at.y) !== y) continue;
    return Math.hypot(left + (at.x - x) * width - pin.x, top + (at.y - y) * height - pin.y);
  }
  throw new Error(`no picture of the base map is at the point: ${laid.length} lie there`);
}

/** The drawn map lies on a base map where there is one, and needs none. */
async function overABaseMap() {
  await step("the drawn map lies on the base map, near and far", async () => {
    const { lat, lon } = await given();
    tiles.crosses = [{ lat, lon }];
    await page.visit(`/points/${point.id}`);
    await page.see("tiles-attribution");
    await page.pictures();
    for (const way of ["near", "nearer", "far"]) {
      const off = await offTheBaseMap({ lat, lon });
      assert.ok(off < 2.5, `${way}: ${off} px`);
      await look(`10-base-map-${way}.zh-CN`);
      const button = way === "near" ? 0 : 1;
      for (let turn = 0; turn < (button ? 6 : 2); turn += 1) await page.css(".zoom button").nth(button).click();
      await page.pictures();
    }
    assert.equal(await page.at("tiles-attribution").innerText(), WHOSE);
    assert.deepEqual([...tiles.referrers], [`${network.url}/`], "it is told where the page is, and not which");
    await page.visit("/");
    await page.see("board");
    await page.see("tile");
    await page.pictures();
    await look("10-base-map-board.zh-CN");
  });
  await step("where the base map does not come, the drawn map is as before", async () => {
    tiles.break();
    await page.visit(`/points/${point.id}`);
    await page.see("ground-mark");
    await until("every picture has failed", () =>
      page.run(() => [...document.querySelectorAll('[data-testid="tile"]')].every((it) => it.hidden)),
    );
    assert.equal(await page.at("tiles-attribution").count(), 0);
    await look("10-base-map-fails.zh-CN");
    tiles.mend();
  });
}

async function pages(language) {
  await page.visit("/");
  await page.see("board");
  await speak(language);
  await page.go("/points/setup");
  await page.see("kept-point");
  await look(`01-point-setup.${language}`);
  await page.visit(`/points/${point.id}`);
  await page.see("point-report");
  await page.see("ground-mark");
  await look(`02-point.${language}`);
  await page.whole(`02-point-whole.${language}`);
  await page.go("/routes");
  await (await page.see("escort-route")).locator("a").first().click();
  await page.see("route-form");
  await look(`04-escort-route.${language}`);
  await (await page.see("patrol-route")).locator("a").first().click();
  await page.see("route-add");
  await look(`05-patrol-route.${language}`);
  await page.go("/tags");
  await page.see("hanging-tag");
  await look(`06-tags.${language}`);
  await page.go("/live");
  await page.see("live-gate");
  await look(`07-live.${language}`);
}

async function prints() {
  await step("a sheet of tags is a PDF, and the list says that it was printed", async () => {
    await page.go("/tags");
    const address = await (await page.see("print-sheet")).getAttribute("href");
    const { type, begins } = await page.fetched(address);
    assert.deepEqual([type, begins], ["application/pdf", "%PDF-"]);
    await page.visit("/tags");
    const row = await page.see("hanging-tag");
    await until("it says who printed it", async () => (await row.innerText()).includes(house.office));
  });
}

/** The points as a workbook: the same again, one with a slip in it, and one that makes a point. */
async function comesIn(language) {
  await page.visit("/points/setup");
  await speak(language);
  await page.see("kept-point");
  const book = house.path("points.xlsx");
  await page.download('[data-testid="points-export"]', book);
  await page.tap("points-import");
  await page.file("points-sheet-file", book);
  await page.see("points-sheet-same");
  await look(`09-import-same.${language}`);
  const rows = (more) =>
    Buffer.from(["学校代码,点位名称,类型,纬度,经度,坐标系,到点半径（米）,每日次数,凭证要求", ...more].join("\r\n"));
  const [name, lat, lon] = [`操场巡查点 ${language}`, point.lat + 0.0002, point.lon];
  const right = `${house.school},${name},围墙周界,${lat},${lon},WGS-84,60,2,B`;
  const slip = `${house.school},仓库巡查点,围墙周界,很北,${lon},WGS-84,60,2,B`;
  await page.file("points-sheet-file", { name: "points.csv", mimeType: "text/csv", buffer: rows([right, slip]) });
  await page.see("points-sheet-fault");
  await look(`09-import-fault.${language}`);
  await page.file("points-sheet-file", { name: "points.csv", mimeType: "text/csv", buffer: rows([right]) });
  await page.see("points-sheet-line");
  await look(`09-import-new.${language}`);
  await page.tap("points-sheet-dialog-done");
  await until("the point is in the list", async () => {
    await page.type("search", name);
    return (await page.css(`[data-testid="kept-point"]:has-text("${name}")`).count()) === 1;
  });
}

async function atTheGate(language) {
  await step(`a screen shows the live code and goes on without network, in ${language}`, async () => {
    await page.visit("/live");
    await speak(language);
    await (await page.see("live-gate")).locator("a").click();
    await page.see("kiosk", { state: "shown" });
    const code = await page.see("live-qr");
    assert.match(await code.getAttribute("data-text"), /^HX2\.[A-Z2-7]{48}$/);
    await look(`08-kiosk.${language}`);
    await page.textSize("200%");
    await page.fits("the screen at the gate");
    await look(`08-kiosk.${language}.200`);
    await page.textSize("");
    network.cut();
    const clock = page.at("live-clock");
    const before = await clock.innerText();
    await until("its clock goes on", async () => (await clock.innerText()) !== before);
    const shown = await code.getAttribute("data-text");
    const next = await until("its code changes within half a minute", async () => {
      const text = await page.at("live-qr").getAttribute("data-text");
      return text !== shown && text;
    });
    assert.match(next, /^HX2\.[A-Z2-7]{48}$/);
    await page.see("kiosk", { state: "shown" });
    network.restore();
  });
}

/** The phone reads the screen while neither of them has a network; what that proves the server says afterwards. */
async function scansTheScreen() {
  const record = await step("a phone without network scans the screen without network", async () => {
    await page.visit(`/live/${point.id}`);
    await page.see("kiosk", { state: "shown" });
    network.cut();
    const shown = await page.at("live-qr").getAttribute("data-text");
    await until(
      "a code that the server never saw",
      async () => (await page.at("live-qr").getAttribute("data-text")) !== shown,
    );
    const file = house.path("live.png");
    await page.at("kiosk").screenshot({ path: file });
    const { found } = await house.phone("guard", "qr", file);
    assert.deepEqual(found, [{ text: await page.at("live-qr").getAttribute("data-text") }]);
    const staff = (await house.phone("guard", "staff")).staff.find((person) => person.kind === "guard");
    return house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id, "--tag-image", file);
  });
  await step("when it has been sent, the code proves place and moment", async () => {
    network.restore();
    await house.phone("guard", "sync");
    const ask = await house.clerk(OFFICE.name);
    const proof = await until("the visit is judged", async () => {
      const told = await ask("GET", `/api/records/${record.record_id}`).catch(() => null);
      return told?.proof?.reasons.some((it) => it.code.startsWith("live_")) && told.proof;
    });
    assert.deepEqual(
      proof.reasons.filter((it) => it.code.startsWith("live_")),
      [{ code: "live_valid", ok: true }],
    );
    assert.equal(proof.level, "A");
    await page.visit(`/records/${record.record_id}`);
    await page.see("evidence");
    await look("12-live-proof.zh-CN");
  });
}

await tell("Points, routes, tags and the live code in a browser", house, async () => {
  tiles = await Tiles.open();
  network = await house.open({ serve: ["--tiles", tiles.template, "--tiles-attribution", WHOSE] });
  await step("a phone of the school is enrolled", async () => {
    await house.enrolledPhone("guard");
    point = (await house.phone("guard", "points")).points[1];
  });
  await page.open(network.url, house.surroundings("browser"));
  await step("the station signs in", signIn);
  await changesAPoint();
  for (const language of ["en", "zh-CN"]) await step(`every page in ${language}`, () => pages(language));
  await overABaseMap();
  await prints();
  for (const language of ["en", "zh-CN"])
    await step(`points come in from a sheet, in ${language}`, () => comesIn(language));
  for (const language of ["en", "zh-CN"]) await atTheGate(language);
  await scansTheScreen();
  assert.deepEqual(page.faults, [], "the page met no error of its own");
  await page.close();
});
