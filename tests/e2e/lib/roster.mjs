// School days and rosters in the office: calendar, windows, the week of a school, requests. The school's own
// safety officer works; pictures in both languages, and axe on every page.
import { step, until } from "./story.mjs";

async function speak(page, language) {
  await page.tap(`lang-${language}`);
  await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
}

/** Every page of school days and rosters in one language. */
async function look(page, language) {
  await speak(page, language);
  for (const [path, seen, name] of [
    ["/calendar", "calendar-day", "10-calendar"],
    ["/posts", "kept-post", "11-posts"],
    ["/windows", "window-row", "11-windows"],
    ["/roster", "roster-cell", "12-roster"],
    ["/roster-requests", "requests-open", "14-requests"],
  ]) {
    await page.visit(path);
    await page.see(seen);
    await page.shot(`${name}.${language}`);
    await page.sound(`${path} in ${language}`);
  }
}

/** A pattern is changed for a weekday, published, and one day differs. */
async function planned(page) {
  await page.visit("/roster?edition=draft");
  await (await page.see("roster-cell", { window: "in" })).focus();
  await page.press("ArrowRight");
  await page.press("ArrowLeft");
  await page.press("Enter");
  await page.see("turn-dialog");
  const free = await page.see("add-person");
  const name = await free.getAttribute("data-name");
  await free.click();
  await page.shot("13-turn.zh-CN");
  await page.sound("the sheet of a turn");
  await page.tap("turn-dialog-done");
  await until("the draft shows it", async () => {
    const cell = await page.see("roster-cell", { window: "in" });
    return (await cell.textContent()).includes(name);
  });
  await page.shot("13-draft.zh-CN");
  await page.tap("roster-publish");
  await page.see("published");
}

async function sheet(page, house) {
  const file = house.path("roster.xlsx");
  await page.download('a[href^="/api/roster/sheet"]', file);
  await page.tap("sheet-open");
  await page.file("sheet-file", file);
  await page.see("sheet-same");
  await page.shot("13-sheet-same.zh-CN");
  await page.file("sheet-file", {
    name: "x.xlsx",
    mimeType: "application/octet-stream",
    buffer: Buffer.from("no workbook"),
  });
  await page.see("sheet-fault");
  await page.shot("13-sheet-fault.zh-CN");
  await page.press("Escape");
}

async function stopped(page, school) {
  await page.visit(`/calendar?school=${school}`);
  await page.tap("stop-classes");
  await page.see("stop-dialog");
  await page.shot("10-stop.zh-CN");
  await page.tap("stop-dialog-done");
  await until("today is marked", async () => (await page.css('[data-face="weather_stop"]').count()) === 1);
  await page.shot("10-stopped.zh-CN");
  await page.tap("stop-classes");
  await page.tap("stop-dialog-done");
  await until("and is no more", async () => (await page.css('[data-face="weather_stop"]').count()) === 0);
}

/** A gate's need is entered, and the gate is shut for a while; the ledger keeps what was asked before. */
async function posts(page, school) {
  await page.visit(`/posts?school=${school}`);
  await page.tap("post-edit");
  await page.see("post-dialog");
  await page.shot("11-post-dialog.zh-CN");
  await page.sound("the sheet of a post");
  await page.type("post-need-teacher", "3");
  await page.tap("post-dialog-done");
  await until("the need is shown", async () => (await (await page.see("kept-post")).textContent()).includes("3"));
  await page.tap("post-turn");
  await page.type("reason-text", "校门施工");
  await page.tap("reason-dialog-done");
  await page.see("kept-post", { paused: "true" });
  await page.shot("11-post-paused.zh-CN");
  await page.tap("post-turn");
  await page.type("reason-text", "完工");
  await page.tap("reason-dialog-done");
  await page.see("kept-post", { paused: "false" });
}

/** All of it, by the school's safety officer, who is signed in. */
export async function rosters(page, house, school) {
  await step("a pattern is planned by keyboard, published, and goes to phones", () => planned(page));
  await step("a roster goes out as a workbook and comes back", () => sheet(page, house));
  await step("a post's need is entered, and a post is paused", () => posts(page, school));
  await step("classes are stopped with one click, and go on", () => stopped(page, school));
  for (const language of ["en", "zh-CN"])
    await step(`school days and rosters in ${language}`, () => look(page, language));
  await page.tap("sign-out");
  await page.see("sign-in-name");
}
