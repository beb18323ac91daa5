// The field app in its real window: a guard enrolls, stands his post, checks in and reports a hazard while the network
// is cut and restored, is killed in the middle, and finds everything where he left it. Pictures of every screen, in
// both languages, land in artifacts/window.
import assert from "node:assert/strict";
import * as day from "./lib/duty-day.mjs";
import { House } from "./lib/house.mjs";
import { Album, step, tell, until } from "./lib/story.mjs";
import { Window } from "./lib/window.mjs";

const house = new House();
const album = new Album("window");
const app = new Window(house, album, 4460);
const photo = process.env.HUXIAO_PHOTO;

let network;
let points;
let point;

async function saved() {
  const dialog = await app.see("saved");
  const seq = await dialog.getAttribute("data-seq");
  return seq;
}

async function enroll() {
  await app.see("enroll-code");
  await app.shot("01-enroll.zh-CN");
  await (await app.css('button[lang="en"]')).click();
  await app.css('button[lang="zh-CN"]');
  await app.shot("01-enroll.en");
  await (await app.css('button[lang="zh-CN"]')).click();
  await app.css('button[lang="en"]');

  await step("a wrong code gets a sentence", async () => {
    await app.type("enroll-server", network.url);
    await app.type("enroll-code", "1234-5678-9ABC-DEF0");
    await app.tap("enroll-submit");
    await app.see("problem", { code: "bad-code" });
  });
  await step("the right code makes this a phone of the school", async () => {
    await app.type("enroll-code", await house.code());
    await app.tap("enroll-submit");
    await app.css('[data-testid^="person-"]');
    await app.shot("02-who.zh-CN");
  });
  await step("a name is chosen", async () => {
    const guard = await app.css('[data-testid^="person-保安"]');
    await guard.click();
    await app.see("home");
    await app.shot("03-home.zh-CN");
  });
}

async function duty() {
  await step("到岗 is saved and delivered", async () => {
    await app.tap("duty-on");
    await saved();
    await app.shot("04-saved.zh-CN");
    await app.tap("saved-done");
    await app.see("duty-off");
    await app.see("sync-line", { state: "all_delivered" });
    await app.tap("nav-records");
    await app.see("record-row", { kind: "duty_on", state: "delivered" });
    await app.tap("nav-today");
  });
}

async function checkIn() {
  await app.standAt(point.lat, point.lon);
  await app.tap("go-check-in");
  await app.see(`point-${point.point_no}`);
  await app.shot("05-points.zh-CN");
  await app.tap(`point-${point.point_no}`);
  await app.see("check-in-save");
}

async function hazardOffline() {
  await step("with the network cut, a hazard with a photo is saved, and says that it waits", async () => {
    network.cut();
    await app.tap("go-hazard");
    await app.pick("hazard-photo", photo);
    await app.see("mask-picture");
    await app.paint("mask-picture", [0.3, 0.3], [0.45, 0.3]);
    await app.says("mask-use", "1");
    await app.shot("07-hazard-mask.zh-CN");
    await app.tap("mask-use");
    await app.see("thumb");
    await app.tap("thumb-open");
    await app.type("photo-caption", "护栏近照");
    await app.css('[data-testid="photo-sheet"] img');
    await app.shot("07-hazard-photo.zh-CN");
    await app.tap("photo-done");
    await app.gone("photo-sheet");
    await (await app.css('[data-testid^="hazard-category-"]')).click();
    await app.type("hazard-text", "校门口护栏松动");
    await app.shot("07-hazard.zh-CN");
    await app.tap("hazard-save");
    await saved();
    await app.tap("saved-done");
    await app.tap("nav-records");
    await app.see("record-row", { kind: "hazard_report", state: "saved" });
    await until("the line does not claim delivery", async () => {
      const state = await (await app.see("sync-line")).getAttribute("data-state");
      return ["waiting", "no_server", "sending"].includes(state);
    });
    assert.equal((await app.all("record-row", { kind: "hazard_report", state: "delivered" })).length, 0);
    await app.see("wait-card", { reason: "server-unreachable" });
    await app.shot("08-records-waiting.zh-CN");
  });
  await step("with the network back, it becomes 已送达 with its photo", async () => {
    network.restore();
    const now = await app.all("sync-now");
    if (now.length > 0) await now[0].click();
    await app.see("record-row", { kind: "hazard_report", state: "delivered" });
    await app.see("sync-line", { state: "all_delivered" });
    await app.shot("09-records-delivered.zh-CN");
    await openRecord("zh-CN");
    await app.tap("nav-today");
  });
}

/** The hazard's own page: where it is, its photo, its evidence. */
async function openRecord(language) {
  await (await app.see("record-row", { kind: "hazard_report" })).findElement(app.by("a")).click();
  await app.see("record");
  await app.see("stage", { stage: "delivered" });
  await app.see("record-photo", { state: "stored" });
  await both(`13-record.${language}`);
  await (await app.css("a.back")).click();
  await app.see("records");
}

async function killedInDraft() {
  await step("SIGKILL between camera and save loses neither photo nor words", async () => {
    await app.tap("go-hazard");
    await app.pick("hazard-photo", photo);
    await app.tap("mask-use");
    await app.see("thumb");
    await app.type("hazard-text", "路灯不亮");
    await app.see("draft-kept");
    await app.kill();
    await app.open();
    await app.see("home");
    await app.tap("go-hazard");
    await app.see("thumb");
    await until("the words are there", async () => {
      return (await (await app.see("hazard-text")).getAttribute("value")) === "路灯不亮";
    });
    await app.tap("thumb-remove");
    await app.gone("thumb");
    await (await app.css("a.back")).click();
    await app.see("home");
  });
}

/** Where the office bars the gallery and there is no camera, a sentence says so and the form still works. */
async function barred() {
  await step("a barred gallery without a camera is said in words", async () => {
    await house.server("policy", "--school", house.school, "--gallery", "off");
    await app.tap("nav-records");
    await app.tap("nav-more");
    await app.tap("more-sync");
    await app.tap("nav-today");
    await until("the rule has come", async () => {
      await app.tap("go-hazard");
      await app.css('[data-testid^="hazard-category-"]');
      const barred = (await app.all("hazard-photo-barred")).length > 0;
      if (barred) await app.shot("14-hazard-barred.zh-CN");
      await (await app.css("a.back")).click();
      await app.see("home");
      return barred;
    });
    await house.server("policy", "--school", house.school, "--gallery", "on");
  });
}

async function killed() {
  const seq = await step("SIGKILL right after 已保存, with the network cut", async () => {
    network.cut();
    await checkIn();
    await app.tap("check-in-save");
    const seq = await saved();
    await app.kill();
    return seq;
  });
  await step("the window opens again, and the record is there", async () => {
    await app.open();
    await app.see("home");
    await app.tap("nav-records");
    await app.see("record-row", { seq, state: "saved" });
  });
  await step("and it is delivered when the network is back", async () => {
    network.restore();
    const now = await app.all("sync-now");
    if (now.length > 0) await now[0].click();
    await app.see("record-row", { seq, state: "delivered" });
    await app.tap("nav-today");
  });
}

/** A screen as it stands, and with text twice as large: its top and its end. */
async function both(name) {
  await app.shot(name);
  await app.textSize("200%");
  await app.fits(name);
  const top = await app.shot(`${name}.200`);
  await app.scroll("end");
  const end = await app.shot(`${name}.200-end`);
  if (await app.isLong()) assert.notEqual(end, top, `the end of ${name} is pictured, and not its top again`);
  await app.textSize("");
  await app.scroll("top");
}

async function look(language) {
  await app.tap("nav-more");
  await app.tap(`lang-${language}`);
  await until("the page speaks it", () => app.css(`html[lang="${language}"]`));
  await both(`10-more.${language}`);
  await app.tap("size-elder");
  await app.tap("nav-today");
  await app.see("go-check-in");
  await app.shot(`12-home-elder.${language}`);
  await app.tap("nav-more");
  await app.tap("size-normal");
  await app.tap("more-about");
  await app.see("about");
  await both(`11-about.${language}`);
  await (await app.css("a.back")).click();
  await app.tap("more-who");
  await app.css('[data-testid^="person-"]');
  await both(`02-who.${language}`);
  await (await app.css('[data-testid^="person-保安"]')).click();
  await app.see("home");
  await app.shot(`03-home.${language}`);
  await checkInShots(language);
  await app.tap("go-hazard");
  await app.css('[data-testid^="hazard-category-"]');
  await both(`07-hazard-empty.${language}`);
  await (await app.css("a.back")).click();
  await app.see("home");
  await app.tap("nav-records");
  await app.see("record-row", { kind: "hazard_report" });
  await both(`09-records.${language}`);
  await openRecord(language);
  await app.tap("nav-more");
  await app.tap("more-questions");
  await app.tap("ruling");
  await app.see("answer-text");
  await both(`55-answer.${language}`);
  await (await app.css("a.back")).click();
  await app.see("questions");
  await (await app.css("a.back")).click();
  await app.see("home");
}

/** The office asks about a check-in, so that there is something to answer. */
async function asked() {
  await step("the office asks about a check-in, and the phone hears of it", async () => {
    const ask = await house.clerk("school01");
    const [record] = await house.recorded("check_in");
    await ask("POST", `/api/records/${record}/ruling`, { verdict: "asked", note: "请说明当时在哪里。" });
    await app.tap("nav-more");
    await app.tap("more-sync");
    await app.tap("nav-today");
    await app.see("go-questions");
    await both("03-home-asked.zh-CN");
  });
}

/** The work of a team, without network from beginning to end; it arrives when the network is back. */
async function dutyDay() {
  network.cut();
  await day.rollCall(app);
  await day.notes(app);
  await day.together(app);
  await day.escort(app);
  await day.patrol(app, points);
  await day.correction(app);
  await step("with the network back, all of it arrives", async () => {
    network.restore();
    await app.tap("nav-more");
    await app.tap("more-sync");
    await app.see("sync-line", { state: "all_delivered" });
    await app.tap("nav-today");
  });
}

async function dutyPages(language) {
  await app.tap("nav-more");
  await app.tap(`lang-${language}`);
  await until("the page speaks it", () => app.css(`html[lang="${language}"]`));
  for (const size of ["100%", "200%"]) {
    await app.tap("nav-today");
    await app.see("home");
    await day.pictures(app, language, size);
  }
}

async function checkInShots(language) {
  await app.standAt(point.lat, point.lon);
  await app.tap("go-check-in");
  await app.see("near");
  await both(`05-points.${language}`);
  await app.tap(`point-${point.point_no}`);
  await app.says("proof-level", "B");
  await both(`06-check-in.${language}`);
  await (await app.css("a.back")).click();
  await app.see(`point-${point.point_no}`);
  await (await app.css("a.back")).click();
  await app.see("home");
}

async function told() {
  network = await house.open();
  points = (await house.server("points", "--school", house.school)).points;
  point = points[0];
  await step("the window opens", () => app.open());
  await enroll();
  await duty();
  await step("打卡 at a point stands on the proof of the place", async () => {
    await checkIn();
    await app.says("proof-level", "B");
    await app.shot("06-check-in.zh-CN");
    await app.tap("check-in-save");
    await saved();
    await app.tap("saved-done");
    await app.see("home");
  });
  await dutyDay();
  await hazardOffline();
  await killed();
  await killedInDraft();
  await barred();
  await asked();
  for (const language of ["zh-CN", "en"]) await step(`every page of a duty in ${language}`, () => dutyPages(language));
  for (const language of ["zh-CN", "en"]) await step(`every screen in ${language}`, () => look(language));
  await app.close();
}

await tell("The field app in its window", house, async () => {
  try {
    await told();
  } catch (error) {
    // What was on the screen says more than what was waited for.
    await app.shot("99-where-it-stopped").catch(() => undefined);
    throw error;
  }
});
