// What the office decides beside doubted records: a day of the escort team 总值审阅, and places of points that were proposed on
// the spot. Pictures in both languages, and axe on every sheet.
import assert from "node:assert/strict";
import { step, until } from "./story.mjs";

async function speak(page, language) {
  await page.tap(`lang-${language}`);
  await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
}

const verdict = (page, word) => page.css(`[data-testid="day-review"][data-verdict="${word}"]`);

/** The school sends the day of its escort team back, then confirms it; both words stay. */
export async function dayReviewed(page) {
  await step("a day of the escort team is sent back with a remark", async () => {
    await page.visit("/escorts");
    await page.see("escort-row");
    await page.tap("day-send-back");
    await page.see("reason-dialog");
    await page.tap("reason-dialog-done");
    await page.see("problem", { code: "reason-missing" });
    await page.type("reason-text", "西线少两人，请补充去向");
    await page.sound("a day that is sent back");
    await page.shot("32-day-send-back.zh-CN");
    await page.tap("reason-dialog-done");
    await verdict(page, "sent_back").waitFor();
  });
  await step("and confirmed", async () => {
    await page.tap("day-confirm");
    await page.see("day-dialog");
    await page.type("day-remark", "已补充");
    await page.sound("a day that is confirmed");
    await page.shot("32-day-confirm.zh-CN");
    await page.tap("day-dialog-done");
    await verdict(page, "confirmed").waitFor();
    const said = await verdict(page, "confirmed").innerText();
    assert.ok(said.includes("已补充") && said.includes("西线少两人"), `both words stay: ${said}`);
  });
  for (const language of ["en", "zh-CN"]) {
    await speak(page, language);
    await page.see("escort-row");
    await page.sound(`a reviewed day in ${language}`);
    await page.shot(`32-day-reviewed.${language}`);
  }
}

/** Of two places that were proposed one is refused, the other taken; the list of points marks them until then. */
export async function placesDecided(page, proposed) {
  const count = () => page.at("proposal-row").count();
  await step("places proposed on the spot wait on the desk", async () => {
    await page.visit("/points/setup");
    await page.see("kept-point", { proposed: String(proposed) });
    await page.shot("33-points-proposed.zh-CN");
    for (const language of ["en", "zh-CN"]) {
      await page.visit("/reviews");
      await speak(page, language);
      await until("all are listed", async () => (await count()) === proposed);
      await page.sound(`places on the desk in ${language}`);
      await page.shot(`33-proposals.${language}`);
    }
  });
  await step("one is refused with a reason", async () => {
    await page.tap("proposal-refuse");
    await page.see("reason-dialog");
    await page.type("reason-text", "站的不是这个点位");
    await page.sound("a place that is refused");
    await page.shot("33-proposal-refuse.zh-CN");
    await page.tap("reason-dialog-done");
    await until("it waits no more", async () => (await count()) === proposed - 1);
  });
  await step("the other is taken", async () => {
    await page.tap("proposal-take");
    await page.see("proposal-dialog");
    await page.shot("33-proposal-take.zh-CN");
    await page.tap("proposal-dialog-done");
    await until("none waits", async () => (await count()) === 0);
  });
}
