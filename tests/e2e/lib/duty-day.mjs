// A day's work in the window: roll-call and notes of a team on one phone, heads walked home in the rain, a patrol, a
// record put right, and the phone handed over. Killed in the middle, it goes on where it was.
import assert from "node:assert/strict";
import { step, until } from "./story.mjs";

/** Back, page by page, until today is in sight. */
async function home(app) {
  await until("home", async () => {
    if ((await app.all("home")).length > 0) return true;
    for (const arrow of await app.every("a.back")) await arrow.click();
    return false;
  });
}

/** Saves the form in sight, waits for the word about it, and goes on. */
async function save(app) {
  await app.tap("save");
  await app.see("saved");
  await app.tap("saved-done");
  await app.gone("saved");
}

async function reopened(app) {
  await app.kill();
  await app.open();
  await app.see("home");
}

/** The lead calls the roll; a kill in the middle costs not one tap. */
export async function rollCall(app) {
  await step("a roll-call that was killed goes on where it was, and is saved", async () => {
    await app.tap("go-duty");
    await app.tap("go-roll-call");
    await app.see("roll-call");
    for (const id of ["heads-volunteers-more", "heads-volunteers-more", "gear-64", "weather-rain"]) await app.tap(id);
    await app.see("heads-volunteers", { value: "2" });
    await reopened(app);
    await app.tap("go-duty");
    await app.tap("go-roll-call");
    await app.see("heads-volunteers", { value: "2" });
    const open = await app.all("all-there");
    if (open.length > 0) await app.tap("all-there");
    await app.shot("20-roll-call.zh-CN");
    await save(app);
    await app.see("log-roll_call");
  });
}

export async function notes(app) {
  await step("a note by one tap, a hand-over by one", async () => {
    await app.tap("go-note");
    await app.tap("category-traffic");
    await app.shot("21-note.zh-CN");
    await save(app);
    await app.see("log-log");
    await app.tap("go-hand-over");
    await save(app);
    await app.see("log-hand_over");
    await app.shot("22-duty.zh-CN");
  });
}

/** The lead closes while the lead is there: the phone says who, and goes over to them. */
async function asWhoCloses(app) {
  await app.see("duty");
  if ((await app.all("lead-closes")).length === 0) return;
  const lead = (await (await app.see("lead-closes")).getText()).split(" ")[0];
  await home(app);
  await app.tap("me");
  await app.tap(`person-${lead}`);
  await app.says("me", lead);
  await app.tap("go-duty");
}

/** Somebody else comes on the same phone: the lead records it, or the phone is handed over in two taps. */
export async function together(app) {
  const others = await step("the lead records that a colleague came", async () => {
    await app.tap("duty-people-on");
    await app.see("people-on");
    const more = await app.all("more-people");
    if (more.length > 0) await app.tap("more-people");
    const tile = await app.css('[data-testid^="pick-"][aria-pressed="false"]');
    const name = (await tile.getAttribute("data-testid")).slice("pick-".length);
    await tile.click();
    await app.shot("23-people-on.zh-CN");
    await save(app);
    await app.see(`team-${name}`);
    return name;
  });
  await step("from any page the phone is handed over in two taps", async () => {
    const me = await (await app.css('[data-testid="me"] span:nth-of-type(2)')).getText();
    await app.tap("me");
    await app.tap(`person-${others}`);
    await app.see("home");
    await app.says("me", others);
    await app.tap("me");
    await app.tap(`person-${me}`);
    await app.says("me", me);
  });
  await step("the duty is closed, and whoever is on leaves with it", async () => {
    await app.tap("go-duty");
    await asWhoCloses(app);
    await app.tap("go-close");
    await app.see("duty-close");
    if ((await (await app.see("close-together")).getAttribute("aria-pressed")) === "false")
      await app.tap("close-together");
    await app.shot("24-close.zh-CN");
    await save(app);
    await app.see("closed");
    await home(app);
  });
}

/** Heads out, stop by stop, and none left: counted on through a kill. */
export async function escort(app) {
  await step("a head count goes on after a kill and is saved when nobody is left", async () => {
    await app.tap("go-escort");
    await app.see("escort");
    await app.shot("25-escort.zh-CN");
    await app.tap("escort-own");
    await app.see("remaining", { standing: "empty" });
    for (const id of ["out-plus-10", "out-plus-10", "out-more", "stop-0-more", "stop-0-more"]) await app.tap(id);
    await app.see("remaining", { value: "19" });
    await app.shot("26-escort-sheet.zh-CN");
    await reopened(app);
    await app.tap("go-escort");
    await app.tap("escort-own");
    await app.see("remaining", { value: "19", standing: "under-way" });
    const blocked = await (await app.see("save")).isEnabled();
    assert.equal(blocked, false, "heads that remain without a reason are not saved");
    await app.tap("returned-more");
    await app.tap("stop-0-rest");
    await app.see("remaining", { value: "0", standing: "complete" });
    await app.shot("27-escort-complete.zh-CN");
    await save(app);
    await app.see("sheet");
  });
  await step("the head of the day, a teacher, looks and signs", async () => {
    const me = await (await app.css('[data-testid="me"] span:nth-of-type(2)')).getText();
    await app.tap("me");
    await (await app.css('[data-testid^="person-教师"]')).click();
    await app.see("home");
    await app.tap("go-escort");
    await app.tap("go-review");
    await app.see("day-sum");
    await app.shot("28-review.zh-CN");
    await save(app);
    await app.tap("go-review");
    await app.see("reviewed");
    await home(app);
    await app.tap("me");
    await app.tap(`person-${me}`);
    await app.says("me", me);
  });
}

export async function patrol(app, points) {
  const [first, second] = points;
  await step("a patrol of two points: one visited, one that could not be, by one tap", async () => {
    await app.standAt(first.lat, first.lon);
    await app.tap("go-patrol");
    await app.see("patrol");
    await app.shot("29-patrol.zh-CN");
    await app.tap("run-start");
    await app.see("patrol-start");
    await app.tap("run-route-own");
    for (const { point_no } of points.slice(0, 2)) {
      await app.type("pick-search", point_no);
      await app.tap(`pick-${point_no}`);
    }
    await app.shot("30-patrol-start.zh-CN");
    await app.tap("save");
    await app.see(`run-${second.point_no}`, { open: "true" });
    await app.tap("run-finish");
    await app.see("patrol-finish");
    await app.shot("31-finish.zh-CN");
    await app.textSize("200%");
    await app.fits("31-finish");
    await app.shot("31-finish.zh-CN.200");
    await app.textSize("");
    await (await app.css("a.back")).click();
    await app.tap(`cannot-${second.point_no}`);
    await app.shot("31-cannot.zh-CN");
    await app.tap("miss-locked");
    await app.see(`run-${second.point_no}`, { open: "false" });
    await app.tap(`run-go-${first.point_no}`);
    await app.see("check-in-save");
    await app.tap("check-in-save");
    await app.see("saved");
    await app.tap("saved-done");
    await app.see(`run-${first.point_no}`, { open: "false" });
    await app.shot("32-run.zh-CN");
    await app.tap("run-finish");
    await save(app);
    await app.see("run-start");
    await home(app);
  });
  await step("a point is found by its short number, and a wrong figure is told", async () => {
    await app.tap("go-check-in");
    await app.tap("point-number-open");
    const { typed_no } = first;
    await app.type("point-number", `${typed_no}9999`);
    await app.tap("point-number-go");
    await until("a sentence about the number", () => app.css('[aria-invalid="true"]'));
    await app.type("point-number", typed_no);
    await app.tap("point-number-go");
    await app.see("check-in-save");
    await home(app);
  });
}

/** Made by mistake: a new record says so, and the old one stays. */
export async function correction(app) {
  await step("a check-in made by mistake is voided by a new record", async () => {
    await app.tap("nav-records");
    await (await app.see("record-row", { kind: "check_in" })).findElement(app.by("a")).click();
    await app.see("record");
    await app.tap("correct-time");
    await app.tap("earlier-5");
    await app.shot("33-correct-time.zh-CN");
    await (await app.css("a.back")).click();
    await app.tap("correct-void");
    await (await app.css('[data-testid^="mistake-"]')).click();
    await save(app);
    await app.see("correction");
    await app.shot("34-corrected.zh-CN");
    await (await app.css("a.back")).click();
    await app.tap("nav-today");
  });
}

/** Every new page as it stands, in one language and at one size of text. */
export async function pictures(app, language, size) {
  const name = (page) => `${page}.${language}${size === "100%" ? "" : `.${parseInt(size, 10)}`}`;
  const visit = async (id, seen, page, leave = true) => {
    await app.tap(id);
    await app.see(seen);
    await app.fits(page);
    await app.shot(name(page));
    if (leave) await (await app.css("a.back")).click();
  };
  await app.textSize(size);
  await app.fits("home");
  await app.shot(name("40-home"));
  await visit("go-duty", "duty", "41-duty", false);
  await visit("go-roll-call", "roll-call", "42-roll-call");
  await visit("go-note", "duty-note", "43-note");
  await visit("go-hand-over", "hand-over", "44-hand-over");
  await visit("go-close", "duty-close", "45-close");
  await visit("duty-people-on", "people-on", "46-people-on");
  await visit("duty-people-off", "people-off", "47-people-off");
  await home(app);
  await visit("go-escort", "escort", "48-escort", false);
  await visit("escort-own", "escort-sheet", "49-escort-sheet");
  await visit("go-review", "day-review", "50-review");
  await home(app);
  await visit("go-patrol", "patrol", "51-patrol", false);
  await visit("run-start", "patrol-start", "52-patrol-start");
  await home(app);
  await visit("go-roster", "roster", "53-roster", false);
  const turn = (await app.every('a[href^="/roster/ask"]'))[0];
  if (turn) {
    await turn.click();
    await app.see("roster-ask");
    await app.fits("56-roster-ask");
    await app.shot(name("56-roster-ask"));
    await (await app.css("a.back")).click();
  }
  await home(app);
  await app.tap("nav-more");
  await visit("more-rescue", "rescue", "57-rescue");
  await visit("more-pin", "pin-set", "58-pin");
  await visit("more-questions", "questions", "54-questions", false);
  await (await app.css("a.back")).click();
  await app.see("home");
  await app.textSize("");
}
