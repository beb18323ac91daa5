// Pictures that the office adds to a hazard, from a real page: cut in the middle and gone on with, also after the page was
// loaded anew and after the session ended; refused, given up, shown apart from the worker's, compared with them, withdrawn.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OFFICE } from "./house.mjs";
import { step, until } from "./story.mjs";

const photo = process.env.HUXIAO_PHOTO;
const PIECE = 256 * 1024;
/** Bytes of a request or two besides a picture's own. */
const AROUND = 100_000;
const COMMENT_MAX = 65_533;

/** Another photograph than the worker's, of the same package. */
const other = join(dirname(photo), "large_image.jpg");

/** That photograph with so many bytes of comments in it, which are nobody's and make it another file each time. */
function large(house, name, comments) {
  const camera = readFileSync(other);
  const parts = [camera.subarray(0, 2)];
  for (let left = comments; left > 0; left -= COMMENT_MAX) {
    const length = Math.min(left, COMMENT_MAX);
    parts.push(Buffer.from([0xff, 0xfe, (length + 2) >> 8, (length + 2) & 0xff]), randomBytes(length));
  }
  const file = house.path(name);
  writeFileSync(file, Buffer.concat([...parts, camera.subarray(2)]));
  return { file, name, size: comments + camera.length };
}

export async function attached(page, house, network) {
  const row = (name, state) => page.see("attach-row", { name, step: state });
  const total = async () => (await page.see("attach-total")).getAttribute("data-done");
  const standing = () => page.at("attached-picture").count();
  const kept = () => page.run(() => Object.keys(localStorage).filter((key) => key.startsWith("tus::")));
  const speak = async (language) => {
    await page.tap(`lang-${language}`);
    await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
  };
  const signIn = async () => {
    await page.type("sign-in-name", OFFICE.name);
    await page.type("sign-in-password", OFFICE.password);
    await page.tap("sign-in-submit");
  };
  const open = async (...files) => {
    await page.tap("attach-open");
    await page.see("attach-sheet");
    if (files.length > 0) await page.file("attach-file", files);
  };
  const shut = async () => {
    await page.press("Escape");
    await until("the sheet is shut", async () => (await page.at("attach-sheet").count()) === 0);
  };

  const words = house.path("说明.jpg");
  writeFileSync(words, "整改情况说明：护栏已加固。".repeat(40));
  const [mended, fresh, given, signed] = [
    large(house, "整改后.jpg", 2_400_000),
    large(house, "整改后近照.jpg", 2_000_000),
    large(house, "拿错了.jpg", 1_500_000),
    large(house, "补拍.jpg", 300_000),
  ];

  const hazard = await step("a hazard with the worker's two pictures is here", async () => {
    await house.enrolledPhone("guard");
    const staff = (await house.phone("guard", "staff")).staff.find((person) => person.kind === "guard");
    const facts = ["--category", "TRF", "--text", "校门口护栏松动", "--photo", photo, "--photo", photo];
    const saved = await house.phone("guard", "hazard", "--school", house.school, "--staff", staff.id, ...facts);
    await house.phone("guard", "sync");
    await signIn();
    await page.see("board");
    await page.visit(`/records/${saved.record_id}`);
    await until("both are shown", async () => (await page.at("evidence-photo", { stored: "true" }).count()) === 2);
    await page.see("attached");
    await page.shot("01-record-before.zh-CN");
    return saved.record_id;
  });

  await step(
    "a picture is cut off in the middle, says so, and goes on by itself when the network is back",
    async () => {
      await open(mended.file, photo, words);
      await (await row(mended.name, "chosen")).locator('[data-testid="attach-caption"]').fill("护栏已加固，加了反光条");
      await page.sound("pictures that were chosen");
      await page.shot("02-chosen.zh-CN");
      const before = network.sent;
      network.cutAfter(1_000_000);
      await page.tap("attach-sheet-done");
      await row(mended.name, "cut");
      await page.sound("a picture that was cut off");
      await page.shot("03-cut.zh-CN");
      network.restore();
      await row(mended.name, "added");
      const resent = network.sent - before - mended.size - readFileSync(photo).length;
      assert.ok(resent < 2 * PIECE + AROUND, `${resent} bytes were sent twice`);
    },
  );

  await step("what is no picture is refused with a sentence, and the others are added", async () => {
    await row("说明.jpg", "refused");
    await until("two are added", async () => (await total()) === "2");
    await page.see("problem", { code: "attachments-left" });
    await page.sound("a file that is no picture");
    await page.shot("04-refused.zh-CN");
    await shut();
    await until("they stand beside the record", async () => (await standing()) === 2);
    assert.deepEqual(await kept(), [], "the browser keeps nothing of what is done with");
  });

  await step("the worker's pictures are counted as before, and the two kinds are told apart", async () => {
    const { photos, attached } = await (await house.clerk(OFFICE.name))("GET", `/api/records/${hazard}`);
    assert.deepEqual([photos.length, photos.filter((it) => it.stored).length, attached.length], [2, 2, 2]);
    assert.equal(await page.at("evidence-photo").count(), 2);
    for (const language of ["en", "zh-CN"]) {
      await speak(language);
      await page.pictures();
      await page.sound(`a record with added pictures in ${language}`);
      await page.whole(`05-record.${language}`);
    }
  });

  await step("a page that is loaded anew in the middle goes on where it stopped, with the same file", async () => {
    await open(fresh.file);
    await (await row(fresh.name, "chosen")).locator('[data-testid="attach-caption"]').fill("近看");
    network.holdAfter(1_000_000);
    await page.tap("attach-sheet-done");
    await until("half of it is sent", async () => network.sent > 0 && (await kept()).length === 1);
    await until("the line is silent", async () => {
      const sent = network.sent;
      await new Promise((wake) => setTimeout(wake, 500));
      return network.sent === sent;
    });
    await page.visit(`/records/${hazard}`);
    await page.see("attach-unfinished");
    await page.shot("06-unfinished.zh-CN");
    await open();
    await row(fresh.name, "left");
    await page.sound("a picture that an earlier page began");
    await page.shot("06-left.zh-CN");
    const before = network.sent;
    await page.file("attach-file", [fresh.file]);
    const caption = (await row(fresh.name, "chosen")).locator('[data-testid="attach-caption"]');
    assert.equal(await caption.inputValue(), "近看", "its words are there too");
    await page.tap("attach-sheet-done");
    await until(
      "it is added, and the sheet shuts by itself",
      async () => (await page.at("attach-sheet").count()) === 0,
    );
    await until("three stand there", async () => (await standing()) === 3);
    const sent = network.sent - before;
    assert.ok(sent < fresh.size - 500_000, `${sent} of ${fresh.size} bytes were sent by the second page`);
  });

  await step("one that is given up ends here and on the server", async () => {
    await speak("en");
    await open(given.file, words);
    network.holdAfter(600_000);
    await page.tap("attach-sheet-done");
    await row(given.name, "sending");
    const [key] = await until("its place is kept", async () => ((await kept()).length > 0 ? kept() : null));
    const { uploadUrl } = JSON.parse(await page.run(`localStorage.getItem(${JSON.stringify(key)})`));
    await page.sound("a picture on its way, in English");
    await page.shot("07-sending.en");
    await (await row(given.name, "sending")).locator('[data-testid="attach-cancel"]').click();
    await until("the browser forgot it", async () => (await kept()).length === 0);
    const ask = `fetch(${JSON.stringify(uploadUrl)}, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } })`;
    await until("and the server", async () => (await page.run(`${ask}.then((it) => it.status)`)) === 404);
    await row("说明.jpg", "refused");
    await page.shot("07-refused.en");
    await shut();
    await speak("zh-CN");
  });

  await step("a session that ends in between loses nothing that was chosen", async () => {
    await open(signed.file);
    await page.endSession();
    await page.tap("attach-sheet-done");
    await page.see("sign-in-name");
    await page.shot("08-signed-out.zh-CN");
    await signIn();
    await open();
    await page.shot("08-signed-in-again.zh-CN");
    await row(signed.name, "stopped");
    await page.tap("attach-sheet-done");
    await until("four stand there", async () => (await standing()) === 4);
  });

  await step("an added picture opens with where it comes from, and the worker's stands beside it", async () => {
    for (const language of ["en", "zh-CN"]) {
      await speak(language);
      await page.at("attached-picture").first().locator("button").first().click();
      const line = await (await page.see("attached-line")).innerText();
      assert.ok(line.includes(OFFICE.name) && /补充自办公室|Added by the office/.test(line), line);
      assert.ok(/没有设备签名|no device's seal/.test(line), line);
      assert.equal(await page.at("evidence-line").count(), 0, "no evidence is claimed for it");
      assert.match(await (await page.see("photo-number")).innerText(), /1.*4/);
      await page.pictures();
      await page.shot(`09-added.${language}`);
      await page.tap("photo-compare");
      await until("two panes", async () => (await page.at("photo-pane").count()) === 2);
      await page.pictures();
      await page.sound(`before and after in ${language}`);
      await page.shot(`10-before-after.${language}`);
      await page.press("Escape");
    }
  });

  await step("beside the worker's picture stands the one after it was put right", async () => {
    await page.visit(`/records/${hazard}?photo=1`);
    await page.see("photo-viewer");
    await page.tap("photo-compare");
    await page.see("attached-line");
    await page.see("evidence-line");
    await page.pictures();
    await page.shot("10-after-beside-worker.zh-CN");
    await page.press("Escape");
  });

  await step("one is withdrawn: its line stays, and the log says so", async () => {
    await page.at("attached-withdraw").first().click();
    await page.see("withdraw-dialog");
    await page.sound("a picture that is withdrawn");
    await page.shot("11-withdraw.zh-CN");
    await page.tap("withdraw-dialog-done");
    await page.see("attached-withdrawn");
    await until("three stand there", async () => (await standing()) === 3);
    for (const language of ["en", "zh-CN"]) {
      await speak(language);
      await page.see("attached-withdrawn");
      await page.pictures();
      await page.whole(`12-withdrawn.${language}`);
    }
    const leader = await house.clerk("leader01");
    for (const [action, count] of [
      ["photo_attached", 4],
      ["photo_withdrawn", 1],
    ]) {
      const { rows } = await leader("GET", `/api/audit?action=${action}`);
      assert.equal(rows.length, count, action);
      assert.ok(rows.every((it) => it.account === OFFICE.name && it.record_id === hazard));
    }
  });
}
