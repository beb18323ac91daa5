// The camera in the app, through a browser's own: opened, looked at, one picture taken, closed. The device is Chromium's made-up
// one, the code is the app's (`stream.ts`), and nothing stands in between.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { chromiumPath } from "./lib/browser.mjs";
import { packages, step, tell } from "./lib/story.mjs";

const { chromium } = packages("playwright-core");
const lib = new URL("../../ui/app/src/lib/", import.meta.url).pathname;
const DEVICE = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream"];

let site;
const browsers = [];

/** The module alone, as the pages' own bundler makes it. */
async function bundled() {
  const { build } = await import(packages.resolve("vite"));
  const [{ output }] = await build({
    configFile: false,
    logLevel: "error",
    resolve: { alias: { $lib: lib } },
    build: { write: false, lib: { entry: `${lib}parts/camera/stream.ts`, formats: ["es"] } },
  });
  return output[0].code;
}

/** A page of its own that can load the module. Cameras are only for pages of this very machine or behind HTTPS. */
async function page(args) {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...DEVICE, ...args] });
  browsers.push(browser);
  const opened = await browser.newPage();
  await opened.goto(`http://127.0.0.1:${site.address().port}/`);
  return opened;
}

async function story() {
  const code = await bundled();
  site = createServer((asked, answer) => {
    const script = asked.url === "/stream.js";
    answer.setHeader("content-type", script ? "text/javascript" : "text/html");
    answer.end(script ? code : "<!doctype html><video autoplay muted playsinline></video>");
  });
  await new Promise((listening) => site.listen(0, "127.0.0.1", listening));

  const allowed = await page(["--use-fake-ui-for-media-stream"]);
  await step("the camera is found, opens and shows something", async () => {
    const seen = await allowed.evaluate(async () => {
      const camera = await import("/stream.js");
      const video = document.querySelector("video");
      const stream = await camera.openCamera();
      video.srcObject = stream;
      await new Promise((shown) => video.addEventListener("loadeddata", shown, { once: true }));
      Object.assign(window, { camera, video, stream });
      const tracks = stream.getTracks().map(({ kind }) => kind);
      return { exists: await camera.cameraExists(), tracks, width: video.videoWidth };
    });
    assert.deepEqual([seen.exists, seen.tracks], [true, ["video"]], "and no microphone");
    assert.ok(seen.width > 0);
  });
  await step("the shutter gives what is shown, and a JPEG of it without a word of metadata", async () => {
    const shot = await allowed.evaluate(async () => {
      const { shown, bytes } = window.camera.shutter(window.video);
      const drawn = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height).data;
      const colors = new Set();
      for (let at = 0; at < drawn.length; at += 4_004) colors.add(`${drawn[at]},${drawn[at + 1]},${drawn[at + 2]}`);
      const file = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      return {
        size: [shown.width, shown.height],
        wanted: [window.video.videoWidth, window.video.videoHeight],
        file: [file.width, file.height],
        colors: colors.size,
        bytes: [...bytes],
      };
    });
    assert.deepEqual([shot.size, shot.file], [shot.wanted, shot.wanted]);
    assert.ok(shot.colors > 1, "it is not one colour");
    assert.deepEqual(shot.bytes.slice(0, 2), [0xff, 0xd8]);
    assert.ok(!Buffer.from(shot.bytes).includes("Exif"), "nothing in it says which way is up");
  });
  await step("closed, the camera is let go", async () => {
    const state = await allowed.evaluate(() => {
      window.camera.closeCamera(window.stream);
      return window.stream.getTracks().map((track) => track.readyState);
    });
    assert.deepEqual(state, ["ended"]);
  });

  const denied = await page(["--deny-permission-prompts"]);
  await step("a camera that is not allowed says so", async () => {
    const trouble = await denied.evaluate(async () => {
      const camera = await import("/stream.js");
      return camera.openCamera().then(() => "opened", camera.troubleOf);
    });
    assert.equal(trouble, "denied");
  });
}

const house = {
  async close() {
    await Promise.all(browsers.map((browser) => browser.close()));
    site?.close();
  },
};

await tell("The camera of the app, in a browser", house, story);
