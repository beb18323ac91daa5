// The office's dashboard in a real browser: it moves by itself when a phone sends, says so when it cannot know, and
// opens a duty, a check-in and a hazard down to their evidence. Pictures of every page land in artifacts/board.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { busyDay } from "./lib/busy-day.mjs";
import { dayReviewed, placesDecided } from "./lib/desk.mjs";
import { House, OFFICE } from "./lib/house.mjs";
import { Browser } from "./lib/browser.mjs";
import { rosters } from "./lib/roster.mjs";
import { Album, step, tell, until } from "./lib/story.mjs";
import { corners, tour } from "./lib/tour.mjs";

const house = new House();
const page = new Browser(new Album("board"));
/** The safety officer of the school. */
const LEADER = { name: "leader01", password: OFFICE.password };
const SCHOOL = { name: "school01", password: OFFICE.password };
const photo = process.env.HUXIAO_PHOTO;

let network;
let staff;
let post;
let point;

async function signIn() {
  await page.see("sign-in-name");
  await page.shot("01-sign-in.zh-CN");
  await step("a wrong password opens nothing", async () => {
    await page.type("sign-in-name", OFFICE.name);
    await page.type("sign-in-password", "wrong");
    await page.tap("sign-in-submit");
    await page.see("problem", { code: "bad-sign-in" });
  });
  await step("the station signs in", async () => {
    await page.type("sign-in-password", OFFICE.password);
    await page.tap("sign-in-submit");
    await page.see("board");
    await page.see("post-row");
    await page.see("live-state", { state: "live" });
  });
}

async function enter({ name, password }) {
  await page.type("sign-in-name", name);
  await page.type("sign-in-password", password);
  await page.tap("sign-in-submit");
  await page.see("post-row");
}

/** Each view and copy of the day stands there; only whoever answers for the accounts has the page. */
async function log() {
  await enter(LEADER);
  for (const language of ["en", "zh-CN"])
    await tour(page, {
      language,
      album: "25-leader",
      day: house.yesterday,
      only: ["/audit"],
    });
  await page.visit("/audit?action=photo_view");
  await page.see("audit-row", { action: "photo_view", account: OFFICE.name });
  await page.visit("/");
  await page.tap("sign-out");
  await page.see("sign-in-name");
}

async function movesByItself() {
  assert.equal(await page.at("event-row").count(), 0, "nothing has happened yet");
  await page.shot("02-board-empty.zh-CN");
  const on = await step("到岗 on a phone appears on the open board", async () => {
    const saved = await house.phone("guard", "duty", "on", "--post", post.post_id, "--staff", staff.id);
    await house.phone("guard", "sync");
    await page.see("event-row", { record: saved.record_id });
    return saved;
  });
  const checkedIn = await step("so does 打卡", async () => {
    const place = ["--lat", String(point.lat + 0.0001), "--lon", String(point.lon), "--accuracy", "12"];
    const saved = await house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id, ...place);
    await house.phone("guard", "sync");
    await page.see("event-row", { record: saved.record_id });
    return saved;
  });
  return { on, checkedIn };
}

async function cutAndRestored() {
  await step("with the network cut, the page says that it is no longer live", async () => {
    network.cut();
    await page.see("live-state", { state: "lost" });
    await page.shot("04-board-lost.zh-CN");
  });
  return step("when it is back, what happened meanwhile is there", async () => {
    const text = "校门口护栏松动";
    const facts = ["--school", house.school, "--category", "TRF", "--text", text, "--photo", photo, "--photo", photo];
    const saved = await house.phone("guard", "hazard", "--staff", staff.id, ...facts);
    await house.phone("guard", "sync");
    assert.equal(await page.at("event-row", { record: saved.record_id }).count(), 0);
    network.restore();
    await page.see("live-state", { state: "live" });
    await page.see("event-row", { record: saved.record_id });
    return saved;
  });
}

async function evidence({ on, checkedIn, hazard }) {
  const kinds = [
    ["duty_on", on],
    ["check_in", checkedIn],
    ["hazard_report", hazard],
  ];
  for (const [kind, saved] of kinds) {
    await step(`${kind} opens to its evidence`, async () => {
      await (await page.see("event-row", { record: saved.record_id })).locator("a").first().click();
      await page.see("evidence", { kind, record: saved.record_id });
      if (kind === "hazard_report") {
        await page.see("evidence-photo", { stored: "true" });
        await page.pictures();
      }
      await page.shot(`05-evidence-${kind}.zh-CN`);
      await page.back();
      await page.see("board");
    });
  }
}

/** The gallery, a picture with its evidence, and two side by side. */
async function gallery(language, hazard) {
  await page.go("/photos");
  await (await page.see("gallery-photo", { record: hazard.record_id })).locator("a").click();
  await page.see("photo-viewer");
  await page.see("evidence-line");
  assert.match(await (await page.see("photo-digest")).innerText(), /^[0-9a-f]{64}$/, "the whole digest");
  await page.css('[data-testid="evidence-line"] [data-testid="copy"]').click();
  await page.see("photo-copy");
  await page.pictures();
  await page.shot(`08-photo.${language}`);
  await page.tap("photo-compare");
  await until("two panes", async () => (await page.at("photo-pane").count()) === 2);
  await page.pictures();
  await page.shot(`08-photo-compare.${language}`);
  await page.press("Escape");
  await page.go("/photos");
  await page.see("gallery-photo");
  await page.pictures();
  await page.shot(`08-photos.${language}`);
}

/** A picture of a hazard beside one that the school sent with another record, each with its own evidence. */
async function beforeAndAfter(hazard) {
  await page.visit(`/records/${hazard.record_id}?photo=1`);
  await page.see("photo-viewer");
  await page.tap("photo-compare");
  await until("two panes", async () => (await page.at("photo-pane").count()) === 2);
  const others = page.css('[data-testid="photo-beside"] optgroup:last-of-type option');
  await until("pictures of other records", async () => (await others.count()) > 0);
  const other = await others.first().getAttribute("value");
  assert.ok(!other.startsWith(hazard.record_id), "of another record");
  await page.at("photo-beside").selectOption(other);
  const codes = () => page.css('[data-testid="evidence-line"] div:first-of-type dd').allInnerTexts();
  await until("each has its own check code", async () => new Set(await codes()).size === 2);
  await page.pictures();
  await page.sound("two pictures beside each other");
  await page.shot("08-photo-before-after.zh-CN");
  await page.press("Escape");
}

/** A stored file was changed behind the server's back: the pages say so and give out nothing, until it is put right. */
async function damaged(hazard, language) {
  const { photos } = await (await house.clerk(OFFICE.name))("GET", `/api/records/${hazard.record_id}`);
  const { sha256 } = photos.find((one) => one.stored);
  const file = house.path("server", "objects", "sha256", sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const sound = readFileSync(file);
  writeFileSync(
    file,
    sound.map((byte, at) => (at === 4_000 ? byte ^ 1 : byte)),
  );
  await page.visit(`/records/${hazard.record_id}`);
  await until("the record says it", async () =>
    /签名|signature/.test((await page.at("evidence-photo").allInnerTexts()).join("")),
  );
  await page.shot(`08-photo-damaged-record.${language}`);
  await page.visit(`/records/${hazard.record_id}?photo=${sha256}`);
  await page.see("photo-viewer");
  await page.see("photo-unshown");
  assert.equal(await page.at("photo-copy").count(), 0, "nothing to take away");
  await page.sound("a picture that is damaged");
  await page.shot(`08-photo-damaged.${language}`);
  await page.press("Escape");
  writeFileSync(file, sound);
}

/** The phone's own page: how it stands, and the office's word about it. */
async function phonePage(language) {
  await page.go("/devices");
  await (await page.see("device-row")).locator("a").first().click();
  await page.see("device-report");
  await page.shot(`07-device.${language}`);
}

async function stopped() {
  await step("a phone is suspended with a reason, and told so when it has brought what it had", async () => {
    await phonePage("zh-CN");
    await page.tap("device-suspend");
    await page.see("reason-dialog");
    await page.tap("reason-dialog-done");
    await page.see("problem", { code: "reason-missing" });
    await page.type("reason-text", "手机找不到");
    await page.shot("07-device-dialog.zh-CN");
    await page.tap("reason-dialog-done");
    await page.see("device-state", { state: "suspended" });
    const late = await house.phone("guard", "duty", "off", "--post", post.post_id, "--staff", staff.id);
    const sent = await house.phone("guard", "sync", "--once");
    assert.equal(sent.pending_records, 0, "its records were taken");
    const refused = await house.phoneFails("guard", "sync", "--once");
    assert.match(refused.stderr, /停用|suspended|暂停/);
    await page.visit(`/records/${late.record_id}`);
    await page.see("late");
    await page.shot("07-late-record.zh-CN");
  });
  await step("and used again", async () => {
    await phonePage("zh-CN");
    await page.tap("device-activate");
    await page.type("reason-text", "找到了");
    await page.tap("reason-dialog-done");
    await page.see("device-state", { state: "active" });
    await house.phone("guard", "sync");
  });
}

/** A doubted record: the worker is asked, and the page says that it waits. */
async function asked() {
  await page.go("/reviews");
  await page.see("review-row");
  const open = await page.at("review-row").count();
  await page.tap("review-ask");
  await page.see("reason-dialog");
  await page.tap("reason-dialog-done");
  await page.see("problem", { code: "reason-missing" });
  await page.type("reason-text", "当时您在什么位置？");
  await page.shot("09-ruling-dialog.zh-CN");
  await page.sound("a question to the worker");
  await page.tap("reason-dialog-done");
  await until("it waits for an answer", async () => (await page.at("review-row").count()) === open - 1);
}

/** The school asks for pictures taken on the spot; nonsense is refused with a sentence, and nothing is lost of the form. */
async function pictureRules() {
  await page.go("/burden");
  await page.tap("rules-edit");
  await page.see("rules-dialog");
  await page.type("rules-stays", "45");
  await page.css('[data-testid="rules-dialog"] input[type="checkbox"]').first().uncheck();
  await page.sound("what is asked of pictures");
  await page.shot("31-picture-rules.zh-CN");
  await page.tap("rules-dialog-done");
  const asked = page.css('[data-testid="picture-rules"] li');
  await until("the page says it", async () => (await asked.allInnerTexts()).some((line) => line.includes("45")));
  await house.phone("guard", "sync");
}

async function look(language, hazard) {
  await page.tap(`lang-${language}`);
  await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
  await page.see("event-row", { record: hazard.record_id });
  await page.pictures();
  await page.shot(`03-board.${language}`);
  for (const [name, row] of [
    ["points", "point-row"],
    ["hazards", "hazard-row"],
    ["devices", "device-row"],
  ]) {
    await page.go(`/${name}`);
    await page.see(row);
    await page.pictures();
    await page.shot(`06-${name}.${language}`);
  }
  await page.go("/");
  await (await page.see("event-row", { record: hazard.record_id })).locator("a").first().click();
  await page.see("evidence-photo", { stored: "true" });
  await page.pictures();
  await page.shot(`05-evidence-hazard_report.${language}`);
  await page.go("/");
}

await tell("The dashboard in a browser", house, async () => {
  network = await house.open({ schoolDay: true });
  await step("a phone of the school is enrolled", async () => {
    await house.enrolledPhone("guard");
    staff = (await house.phone("guard", "staff")).staff.find((person) => person.kind === "guard");
    post = (await house.phone("guard", "duties")).duties[0];
    point = (await house.phone("guard", "points")).points[0];
  });
  await page.open(network.url, house.surroundings("browser"));
  await signIn();
  const { on, checkedIn } = await movesByItself();
  const hazard = await cutAndRestored();
  await evidence({ on, checkedIn, hazard });
  for (const language of ["en", "zh-CN"]) await step(`every page in ${language}`, () => look(language, hazard));
  for (const language of ["en", "zh-CN"]) {
    await step(`a phone's page in ${language}`, async () => {
      await page.tap(`lang-${language}`);
      await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
      await phonePage(language);
    });
    await step(`the photos in ${language}`, () => gallery(language, hazard));
  }
  await step("a whole day comes in, and a visit without proof", async () => {
    await busyDay(house, "guard", photo);
    await house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id);
    await house.phone("guard", "sync");
  });
  await step("a picture stands beside one of another record", () => beforeAndAfter(hazard));
  await step("a damaged picture is shown to nobody", () => damaged(hazard, "zh-CN"));
  for (const language of ["en", "zh-CN"])
    await step(`all the station's pages in ${language}`, () =>
      tour(page, {
        language,
        album: "20-station",
        day: house.yesterday,
        skip: ["person"],
      }),
    );
  for (const language of ["en", "zh-CN"])
    await step(`what the menu does not lead to, and an older screen, in ${language}`, () =>
      corners(page, { language, album: "21-station", school: house.school }),
    );
  await step("the worker is asked about a doubted record", asked);
  await step("two who walk there say on the spot where the point is", async () => {
    for (const metres of [25, 40]) {
      const place = ["--lat", String(point.lat + metres / 111_000), "--lon", String(point.lon), "--accuracy", "9"];
      await house.phone("guard", "check-in", "--point", point.id, "--staff", staff.id, ...place, "--places-point");
    }
    await house.phone("guard", "sync");
  });
  await placesDecided(page, 2);
  await stopped();
  await page.go("/");
  await step("signing out shuts the door", async () => {
    await page.tap("sign-out");
    await page.see("sign-in-name");
  });
  await step("the station's leader reads who looked at what", log);
  await step("the school's safety officer signs in", () => enter(SCHOOL));
  const only = ["/people", "person", "/roster", "/roster-requests", "/escorts"];
  for (const language of ["en", "zh-CN"])
    await step(`the pages of the school's own people in ${language}`, () =>
      tour(page, { language, album: "30-school", day: house.yesterday, only }),
    );
  await dayReviewed(page);
  await step("the school says what it asks of pictures", pictureRules);
  await rosters(page, house, house.school);
  assert.deepEqual(page.faults, [], "the page met no error of its own");
  await page.close();
});
