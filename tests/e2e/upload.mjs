// Pictures of the office through tus-js-client, a client of others that knows nothing of ours: begun, cut off in the
// middle, found again, gone on with, checked piece by piece, ended. The same endpoint phones use, with the session's cookie.
// Then the same from the dashboard in a real browser, where they end beside a hazard. Its pictures land in artifacts/upload.
import assert from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { attached } from "./lib/attach.mjs";
import { Browser } from "./lib/browser.mjs";
import { House, OFFICE } from "./lib/house.mjs";
import { Album, packages, step, tell } from "./lib/story.mjs";

const tus = packages("tus-js-client");
const house = new House();
const CHUNK = 256 * 1024;

let network;
let session;

const hex = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A picture of so many bytes that was never there before. */
const picture = (length) =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), randomBytes(length - 4), Buffer.from([0xff, 0xd9])]);

async function signIn() {
  const answer = await fetch(`${network.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(OFFICE),
  });
  assert.equal(answer.status, 200);
  const { csrf } = await answer.json();
  return { cookie: answer.headers.get("set-cookie").split(";")[0], "x-huxiao-csrf": csrf };
}

/** An upload of these bytes, and the promise of its end. */
function upload(bytes, more = {}, storage = undefined) {
  let settle;
  const ended = new Promise((resolve, reject) => (settle = { resolve, reject }));
  const one = new tus.Upload(bytes, {
    endpoint: `${network.url}/v1/photos`,
    headers: session,
    chunkSize: CHUNK,
    retryDelays: null,
    urlStorage: storage,
    storeFingerprintForResuming: storage !== undefined,
    fingerprint: async () => hex(bytes),
    metadata: { photo_id: randomUUID(), sha256: hex(bytes), filename: "整改后.jpg", filetype: "image/jpeg" },
    onError: (error) => settle.reject(error),
    onSuccess: () => settle.resolve(one),
    ...more,
  });
  one.ended = ended;
  return one;
}

/** The server's own word on where an upload stands. */
async function stands(url) {
  const headers = { ...session, "tus-resumable": "1.0.0" };
  const head = await fetch(url, { method: "HEAD", headers });
  return { status: head.status, offset: Number(head.headers.get("upload-offset")) };
}

/** Where tus-js-client remembers places between two runs of a program; a Map is enough of a disk here. */
class Places {
  #kept = new Map();
  findAllUploads = async () => [...this.#kept.values()];
  findUploadsByFingerprint = async (print) => [...this.#kept.values()].filter((it) => it.print === print);
  removeUpload = async (key) => void this.#kept.delete(key);
  addUpload = async (print, found) => {
    const urlStorageKey = `${print}-${this.#kept.size}`;
    this.#kept.set(urlStorageKey, { ...found, print, urlStorageKey });
    return urlStorageKey;
  };
}

async function whole() {
  const bytes = picture(1_000_000);
  const one = upload(bytes);
  one.start();
  await one.ended;
  assert.deepEqual(await stands(one.url), { status: 200, offset: bytes.length });
  assert.deepEqual(await house.stored(hex(bytes)), bytes);
}

async function cutOff() {
  const bytes = picture(2_000_000);
  const places = new Places();
  let accepted = 0;
  const first = upload(bytes, {}, places);
  first.options.onChunkComplete = (_, sent) => {
    accepted = sent;
    if (sent >= 3 * CHUNK) network.cut();
  };
  first.start();
  await assert.rejects(first.ended, "the cable was pulled");
  await first.abort();
  assert.ok(accepted >= 3 * CHUNK);
  network.restore();

  // Another run of the program: all it has is what it kept.
  let resent = 0;
  const second = upload(bytes, { metadata: first.options.metadata }, places);
  const [found] = await second.findPreviousUploads();
  assert.ok(found, "the place is known");
  const before = await stands(found.uploadUrl);
  assert.ok(before.offset >= accepted && before.offset < bytes.length, `${before.offset}`);
  second.resumeFromPreviousUpload(found);
  second.options.onChunkComplete = (size) => (resent += size);
  second.start();
  await second.ended;
  assert.equal(second.url, found.uploadUrl, "the same place");
  assert.equal(resent, bytes.length - before.offset, "nothing is sent twice");
  assert.deepEqual(await stands(second.url), { status: 200, offset: bytes.length });
}

async function checkedPieceByPiece() {
  const bytes = picture(700_000);
  let wrong = 0;
  const one = upload(bytes, {
    // The client leaves checksums to its user: computed here for exactly the piece that goes.
    onBeforeRequest: (request) => {
      if (request.getMethod() !== "PATCH") return;
      const from = Number(request.getHeader("Upload-Offset"));
      const digest = createHash("sha1")
        .update(bytes.subarray(from, from + CHUNK))
        .digest("base64");
      const told = from === CHUNK && wrong++ === 0 ? createHash("sha1").update("else").digest("base64") : digest;
      request.setHeader("Upload-Checksum", `sha1 ${told}`);
    },
    retryDelays: [10, 10],
    onShouldRetry: (error) => error.originalResponse?.getStatus() === 460,
  });
  one.start();
  await one.ended;
  assert.equal(wrong, 2, "the piece with the wrong checksum was refused and sent again");
  assert.deepEqual(await stands(one.url), { status: 200, offset: bytes.length });
}

async function ended() {
  const bytes = picture(900_000);
  const one = upload(bytes);
  one.options.onChunkComplete = (_, sent) => sent >= CHUNK && one.abort();
  one.start();
  await new Promise((wait) => setTimeout(wait, 300));
  assert.equal((await stands(one.url)).status, 200);
  await one.abort(true); // true: and end it on the server
  assert.equal((await stands(one.url)).status, 404);
}

async function strangers() {
  const one = upload(picture(50_000), { headers: { cookie: session.cookie } });
  one.start();
  await assert.rejects(one.ended, /403/, "without the token of the page");
  const lying = upload(picture(50_000), { metadata: { photo_id: randomUUID(), sha256: hex("else") } });
  lying.start();
  await assert.rejects(lying.ended, /422/, "other bytes than were announced");
}

await tell("Pictures of the office, by tus-js-client", house, async () => {
  network = await house.open();
  session = await signIn();
  await step("a picture goes in pieces and is whole", whole);
  await step("one that was cut off is found again and goes on, and nothing is sent twice", cutOff);
  await step("a piece with a wrong checksum is refused, and sent again", checkedPieceByPiece);
  await step("one that is no longer wanted is ended", ended);
  await step("neither a missing token nor other bytes get in", strangers);
  const page = new Browser(new Album("upload"));
  await page.open(network.url, house.surroundings("browser"));
  await attached(page, house, network);
  assert.deepEqual(page.faults, [], "the page met no error of its own");
  await page.close();
});
