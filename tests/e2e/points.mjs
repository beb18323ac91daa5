// The office's pages of points, routes, tags and the live code, in a real browser: a point is moved and its phone hears of
// it, a sheet is printed, a screen at the gate goes on without network. Pictures of every page, in both languages, land in
// artifacts/points; each is looked at by axe too.
import assert from "node:assert/strict";
import { House, OFFICE } from "./lib/house.mjs";
import { Browser } from "./lib/browser.mjs";
import { Album, step, tell, until } from "./lib/story.mjs";

const house = new House();
const page = new Browser(new Album("points"));

let network;
let point;

async function signIn() {
  await page.type("sign-in-name", OFFICE.name);
  await page.type("sign-in-password", OFFICE.password);
  await page.tap("sign-in-submit");
  await page.see("board");
}

async function speak(language) {
  await page.tap(`lang-${language}`);
  await until(
    "the page speaks it",
    async () => (await page.css(`html[lang="${language}"]`).count()) === 1,
  );
}

/** Keeps a picture of a page that has nothing for axe to say about. */
async function look(name) {
  await page.shot(name);
  await page.sound(name);
}

const given = async () =>
  (await house.phone("guard", "points")).points.find(
    (one) => one.id === point.id,
  );

async function changesAPoint() {
  await step("somebody stands at the point and checks in", async () => {
    const place = [
      "--lat",
      String(point.lat + 0.0003),
      "--lon",
      String(point.lon),
      "--accuracy",
      "9",
    ];
    const staff = (await house.phone("guard", "staff")).staff.find(
      (person) => person.kind === "guard",
    );
    await house.phone(
      "guard",
      "check-in",
      "--point",
      point.id,
      "--staff",
      staff.id,
      ...place,
    );
    await house.phone("guard", "sync");
  });
  await step(
    "the point is set to where that was, and the phone hears of it",
    async () => {
      await page.visit(`/points/${point.id}`);
      await page.tap("set-stood");
      await house.phone("guard", "sync");
      await until("the phone has the new place", async () => {
        await house.phone("guard", "sync");
        return Math.abs((await given()).lat - point.lat - 0.0003) < 0.000002;
      });
    },
  );
  await step(
    "a radius that cannot be is refused in words, and one that can is saved",
    async () => {
      await page.type("point-radius", "5");
      await page.tap("point-save");
      await page.see("problem", { code: "point-radius" });
      await page.type("point-radius", "60");
      await page.tap("point-save");
      await page.see("point-saved");
      await house.phone("guard", "sync");
      assert.equal((await given()).radius_m, 60);
    },
  );
  await step(
    "the mark is dragged, and nothing is saved before somebody says so",
    async () => {
      const before = await (await page.see("point-place")).inputValue();
      await page.drag("ground-mark", 60, 20);
      assert.notEqual(
        await (await page.see("point-place")).inputValue(),
        before,
      );
      await house.phone("guard", "sync");
      assert.equal((await given()).radius_m, 60);
    },
  );
  await step(
    "a tag is replaced with a reason, and its history stays",
    async () => {
      await page.visit(`/points/${point.id}`);
      await page.tap("tag-rotate");
      await page.tap("reason-dialog-done");
      await page.see("problem", { code: "reason-missing" });
      await page.type("reason-text", "被人拍照");
      await look("03-replace-tag.zh-CN");
      await page.tap("reason-dialog-done");
      await page.see("tag-row", { serial: "2", form: "print" });
      await page.see("tag-row", { serial: "1", form: "print" });
    },
  );
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
  await step(
    "a sheet of tags is a PDF, and the list says that it was printed",
    async () => {
      await page.go("/tags");
      const address = await (
        await page.see("print-sheet")
      ).getAttribute("href");
      const { type, begins } = await page.fetched(address);
      assert.deepEqual([type, begins], ["application/pdf", "%PDF-"]);
      await page.visit("/tags");
      const row = await page.see("hanging-tag");
      await until("it says who printed it", async () =>
        (await row.innerText()).includes(OFFICE.name),
      );
    },
  );
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
    Buffer.from(
      [
        "学校代码,点位名称,类型,纬度,经度,坐标系,到点半径（米）,每日次数,凭证要求",
        ...more,
      ].join("\r\n"),
    );
  const [name, lat, lon] = [
    `操场巡查点 ${language}`,
    point.lat + 0.0002,
    point.lon,
  ];
  const right = `${house.school},${name},围墙周界,${lat},${lon},WGS-84,60,2,B`;
  const slip = `${house.school},仓库巡查点,围墙周界,很北,${lon},WGS-84,60,2,B`;
  await page.file("points-sheet-file", {
    name: "points.csv",
    mimeType: "text/csv",
    buffer: rows([right, slip]),
  });
  await page.see("points-sheet-fault");
  await look(`09-import-fault.${language}`);
  await page.file("points-sheet-file", {
    name: "points.csv",
    mimeType: "text/csv",
    buffer: rows([right]),
  });
  await page.see("points-sheet-line");
  await look(`09-import-new.${language}`);
  await page.tap("points-sheet-dialog-done");
  await until("the point is in the list", async () => {
    await page.type("search", name);
    return (
      (await page
        .css(`[data-testid="kept-point"]:has-text("${name}")`)
        .count()) === 1
    );
  });
}

async function atTheGate(language) {
  await step(
    `a screen shows the live code and goes on without network, in ${language}`,
    async () => {
      await page.visit("/live");
      await speak(language);
      await (await page.see("live-gate")).locator("a").click();
      await page.see("kiosk", { state: "shown" });
      const code = await page.see("live-qr");
      assert.match(await code.getAttribute("data-text"), /^HX2\.[A-Z2-7]{48}$/);
      await look(`08-kiosk.${language}`);
      network.cut();
      const clock = page.at("live-clock");
      const before = await clock.innerText();
      await until(
        "its clock goes on",
        async () => (await clock.innerText()) !== before,
      );
      const shown = await code.getAttribute("data-text");
      const next = await until(
        "its code changes within half a minute",
        async () => {
          const text = await page.at("live-qr").getAttribute("data-text");
          return text !== shown && text;
        },
      );
      assert.match(next, /^HX2\.[A-Z2-7]{48}$/);
      await page.see("kiosk", { state: "shown" });
      network.restore();
    },
  );
}

await tell(
  "Points, routes, tags and the live code in a browser",
  house,
  async () => {
    network = await house.open();
    await step("a phone of the school is enrolled", async () => {
      await house.enrolledPhone("guard");
      point = (await house.phone("guard", "points")).points[1];
    });
    await page.open(network.url, house.surroundings("browser"));
    await step("the station signs in", signIn);
    await changesAPoint();
    for (const language of ["en", "zh-CN"])
      await step(`every page in ${language}`, () => pages(language));
    await prints();
    for (const language of ["en", "zh-CN"])
      await step(`points come in from a sheet, in ${language}`, () =>
        comesIn(language),
      );
    for (const language of ["en", "zh-CN"]) await atTheGate(language);
    assert.deepEqual(page.faults, [], "the page met no error of its own");
    await page.close();
  },
);
