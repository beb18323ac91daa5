// Every screen and state worth looking at: where it is, what the fake answers, what a hand does there.

const PHOTO = { name: "fence.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff, 0xd9]) };
/** A picture that a browser can show: a fence, a wall, somebody who walks past. */
async function scenery(page) {
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1200, 900);
    const ink = canvas.getContext("2d");
    for (const [color, y, h] of [
      ["#9db7c9", 0, 420],
      ["#6f7c6b", 420, 160],
      ["#8d8577", 580, 320],
    ]) {
      ink.fillStyle = color;
      ink.fillRect(0, y, 1200, h);
    }
    ink.fillStyle = "#4b4f52";
    for (let x = 0; x < 1200; x += 64) ink.fillRect(x, 320, 14, 340);
    ink.fillStyle = "#e0b48c";
    ink.beginPath();
    ink.arc(420, 330, 70, 0, 7);
    ink.fill();
    ink.fillStyle = "#3e5a86";
    ink.fillRect(350, 400, 140, 300);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
    return Array.from(bytes);
  });
  return { name: "scene.png", mimeType: "image/png", buffer: Buffer.from(png) };
}

/** Covers the face with a tap and a line. */
async function paint(page) {
  const box = await page.getByTestId("mask-picture").boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.click(...at(0.35, 0.37));
  await page.mouse.move(...at(0.6, 0.72));
  await page.mouse.down();
  await page.mouse.move(...at(0.72, 0.72), { steps: 6 });
  await page.mouse.up();
}

const HERE = { latitude: 25.6213, longitude: 119.4421, accuracy: 8 };
const tap = (id) => (page) => page.getByTestId(id).click();
const many = (count) =>
  Array.from({ length: count }, (_, i) => ({
    id: `m${i}`,
    name: `教师${String(i + 1).padStart(2, "0")}`,
    kind: "teacher",
    post: "护导队员",
    place: "龙田中心小学",
    hasPin: i % 4 === 0,
  }));

const fails = (name, code, args = {}) => ({ fail: { [name]: { code, args } } });
const enroll = { app: { phase: "enroll", me: null, place: null, serverUrl: null } };

/** @type {{ name: string, path?: string, scene?: object, here?: object, camera?: boolean, act?: (page: import("playwright-core").Page) => Promise<unknown> }[]} */
export const SCENES = [
  { name: "enroll", path: "/enroll", scene: enroll },
  {
    name: "enroll-pasted",
    path: "/enroll",
    scene: enroll,
    act: async (page) => {
      await page.getByTestId("enroll-code").fill("https://huxiao.example.cn/enroll#7f3k 92qa mOvc Ixtp");
      await page.getByTestId("enroll-server").click();
    },
  },
  {
    name: "enroll-portal",
    path: "/enroll",
    scene: { ...enroll, ...fails("enroll", "not-our-server") },
    act: async (page) => {
      await page.getByTestId("enroll-code").pressSequentially("7f3k92qam0vc1xtp");
      await page.getByTestId("enroll-server").fill("10.0.0.1:8787");
      await page.getByTestId("enroll-submit").click();
    },
  },
  { name: "who", scene: { app: { phase: "who", me: null } } },
  { name: "who-many", scene: { app: { phase: "who", me: null }, people: many(30) } },
  { name: "who-empty", scene: { app: { phase: "who", me: null }, people: [] } },
  {
    name: "who-pin",
    scene: { app: { phase: "who", me: null } },
    act: async (page) => {
      await tap("person-民警01")(page);
      for (const key of ["1", "2", "3", "5"]) await tap(`pin-key-${key}`)(page);
      await tap("pin-key-ok")(page);
      for (const key of ["1", "2"]) await tap(`pin-key-${key}`)(page);
    },
  },
  { name: "who-switch", path: "/who" },
  { name: "home" },
  { name: "home-delivered", scene: { sync: { state: "all_delivered", pendingRecords: 0 }, points: [] } },
  { name: "home-offline", scene: { sync: { state: "offline", pendingRecords: 3, pendingPhotos: 2 }, posts: [] } },
  { name: "home-photos-lost", scene: { sync: { state: "photos_lost", pendingRecords: 0, photosLost: 1 }, points: [] } },
  { name: "home-attention", scene: { sync: { state: "attention", reason: "device-revoked" } } },
  { name: "home-saved", act: tap("duty-on") },
  {
    name: "home-on-duty",
    act: async (page) => {
      await tap("duty-on")(page);
      await tap("saved-done")(page);
    },
  },
  { name: "home-posts", act: tap("change-post") },
  { name: "home-disk-full", scene: fails("duty_on", "disk-full"), act: tap("duty-on") },
  { name: "check-in", path: "/check-in" },
  { name: "check-in-near", path: "/check-in", scene: { position: true }, here: HERE },
  { name: "check-in-empty", path: "/check-in", scene: { points: [] } },
  { name: "point", path: "/check-in/c1" },
  {
    name: "point-proven",
    path: "/check-in/c1",
    scene: { position: true },
    here: HERE,
    act: async (page) => {
      await page.getByTestId("check-in-tag").setInputFiles(PHOTO);
      await page.getByTestId("proof-level").filter({ hasText: "A" }).waitFor();
      await page.getByTestId("check-in-photo").setInputFiles(PHOTO);
      await tap("mask-use")(page);
      await page.getByTestId("thumb").waitFor();
    },
  },
  {
    name: "point-placing",
    path: "/check-in/c1",
    scene: { position: true },
    here: HERE,
    act: async (page) => {
      await page.locator("[data-testid=place-here]:not(:disabled)").click();
      await page.locator("[data-testid=place-here][aria-pressed=true]").waitFor();
    },
  },
  { name: "records-all", path: "/records", act: tap("records-all") },
  {
    name: "point-scanning",
    path: "/check-in/c1",
    camera: true,
    scene: { unseen: true },
    act: async (page) => {
      await tap("check-in-tag-camera")(page);
      await page.waitForFunction(() => window.__FRAMES > 2);
    },
  },
  {
    name: "point-scanning-other",
    path: "/check-in/c1",
    camera: true,
    scene: { foreign: true },
    act: async (page) => {
      await tap("check-in-tag-camera")(page);
      await page.waitForFunction(() => window.__FRAMES > 2);
    },
  },
  {
    name: "point-scanned",
    path: "/check-in/c1",
    camera: true,
    act: async (page) => {
      await tap("check-in-tag-camera")(page);
      await page.locator("[data-testid=proof-tag][data-ok=true]").waitFor();
      const frames = () => page.evaluate(() => window.__FRAMES);
      const seen = await frames();
      await page.waitForTimeout(700);
      if ((await frames()) !== seen || (await page.getByTestId("camera").count()) > 0)
        throw new Error("it goes on looking");
    },
  },
  { name: "point-incident", path: "/check-in/c2", act: tap("visit-incident") },
  {
    name: "point-no-code",
    path: "/check-in/c1",
    scene: fails("scan_tag", "no-code-found"),
    act: (page) => page.getByTestId("check-in-tag").setInputFiles(PHOTO),
  },
  {
    name: "point-saved",
    path: "/check-in/c1",
    act: async (page) => {
      await tap("visit-hazard")(page);
      await tap("check-in-save")(page);
      await page.getByTestId("saved").waitFor();
    },
  },
  { name: "hazard", path: "/hazard" },
  {
    name: "hazard-filled",
    path: "/hazard",
    scene: {
      schools: [
        { code: "1", name: "龙田中心小学" },
        { code: "2", name: "城头小学" },
      ],
    },
    act: async (page) => {
      await page.getByTestId("hazard-photo").setInputFiles(PHOTO);
      await tap("mask-use")(page);
      await page.getByTestId("thumb").first().waitFor();
      await tap("hazard-category-PHY")(page);
      await page.getByTestId("hazard-text").fill("东侧围栏缺一根，成人可钻入");
      await tap("severity-suspected-major")(page);
      await page.getByTestId("draft-kept").waitFor();
    },
  },
  {
    name: "hazard-photos",
    path: "/hazard",
    scene: { draft: { text: "", category: "TEC", severity: "general", photoIds: ["a", "b", "c"], schoolCode: null } },
  },
  {
    name: "hazard-not-image",
    path: "/hazard",
    scene: fails("photo_preview", "not-an-image"),
    act: async (page) => {
      await page.getByTestId("hazard-photo").setInputFiles(PHOTO);
      await page.getByTestId("problem").waitFor();
    },
  },
  {
    name: "hazard-not-kept",
    path: "/hazard",
    scene: fails("add_photo", "disk-full"),
    act: async (page) => {
      await page.getByTestId("hazard-photo").setInputFiles(await scenery(page));
      await tap("mask-use")(page);
      await page.getByTestId("mask-step").getByTestId("problem").waitFor();
    },
  },
  {
    name: "hazard-mask",
    path: "/hazard",
    act: async (page) => {
      await page.getByTestId("hazard-photo").setInputFiles(await scenery(page));
      await page.getByTestId("mask-picture").locator("canvas").waitFor();
      await paint(page);
      await page.getByTestId("mask-use").waitFor();
    },
  },
  {
    name: "hazard-camera",
    path: "/hazard",
    camera: true,
    act: async (page) => {
      await tap("hazard-photo-camera")(page);
      await page.locator("[data-testid=camera-take]:not(:disabled)").waitFor();
    },
  },
  {
    name: "hazard-camera-taken",
    path: "/hazard",
    camera: true,
    act: async (page) => {
      await tap("hazard-photo-camera")(page);
      await page.locator("[data-testid=camera-take]:not(:disabled)").click();
      await page.getByTestId("mask-picture").locator("canvas").waitFor();
      await paint(page);
      await tap("mask-use")(page);
      await page.getByTestId("thumb").waitFor();
      const { source, masks } = await page.evaluate(() => window.__TAKEN);
      if (source !== "camera" || JSON.parse(masks).length !== 2) throw new Error(`${source} ${masks}`);
      await tap("thumb-open")(page);
      await tap("photo-retake")(page);
      await page.locator("[data-testid=camera-take]:not(:disabled)").click();
      await tap("mask-use")(page);
      await page.getByTestId("thumb").waitFor();
    },
  },
  {
    name: "hazard-sheet",
    path: "/hazard",
    scene: { draft: { text: "", category: "TEC", severity: "general", photoIds: ["a", "b", "c"], schoolCode: null } },
    act: async (page) => {
      await page.getByTestId("thumb-open").nth(1).click();
      await page.getByTestId("photo-sheet").locator("img").waitFor();
    },
  },
  {
    name: "hazard-barred",
    path: "/hazard",
    scene: { app: { platform: "desktop" }, rules: { gallery: false } },
    act: (page) => page.getByTestId("hazard-photo-barred").waitFor(),
  },
  {
    name: "hazard-gallery-barred-on-a-phone",
    path: "/hazard",
    scene: { rules: { gallery: false } },
    act: (page) => page.getByTestId("hazard-photo-system-button").waitFor(),
  },
  {
    name: "hazard-no-room",
    path: "/hazard",
    scene: { room: "records_only" },
    act: async (page) => {
      await page.getByTestId("room-line").waitFor();
      await page.locator("[data-testid=hazard-photo-button]:disabled").waitFor();
    },
  },
  {
    name: "hazard-stamped-elsewhere",
    path: "/hazard",
    scene: {
      schools: [
        { code: "1", name: "龙田中心小学" },
        { code: "2", name: "城头小学" },
      ],
      draft: { text: "", category: "TEC", severity: "general", photoIds: ["a", "b"], schoolCode: "2" },
      stampedPlace: "龙田中心小学",
    },
    act: (page) => page.getByTestId("stamped-elsewhere").waitFor(),
  },
  {
    name: "hazard-saved",
    path: "/hazard",
    scene: { draft: { text: "缺一根", category: "PHY", severity: "general", photoIds: ["a"], schoolCode: null } },
    act: async (page) => {
      await tap("hazard-save")(page);
      await page.getByTestId("saved").waitFor();
    },
  },
  { name: "records", path: "/records" },
  {
    name: "records-busy",
    path: "/records",
    scene: {
      sync: { state: "no_server", reason: "server-busy", nextTryMs: Date.parse("2026-11-22T23:16:00Z") },
      progress: { photos: 48, stored: 45, left: 3, bytesLeft: 612_000, held: false, waiting: [] },
    },
    act: (page) => page.getByTestId("photos-left").waitFor(),
  },
  {
    name: "records-photos-lost",
    path: "/records",
    scene: { sync: { state: "photos_lost", pendingRecords: 0, photosLost: 1 } },
  },
  {
    name: "records-stopped",
    path: "/records",
    scene: { sync: { state: "attention", reason: "device-revoked" } },
  },
  { name: "record", path: "/records/r31", scene: { sync: { state: "offline", reason: "server-unreachable" } } },
  { name: "record-waits", path: "/records/r30", scene: { sync: { state: "no_server", reason: "not-our-server" } } },
  { name: "record-kept", path: "/records/r26" },
  { name: "record-lost", path: "/records/r25" },
  { name: "record-gone", path: "/records/none" },
  {
    name: "records-empty",
    path: "/records",
    scene: { records: [], sync: { state: "all_delivered", pendingRecords: 0 } },
  },
  {
    name: "home-asked",
    scene: {
      questions: 2,
      clock: { finding: "jumped", movedMs: -2_280_000, atMs: Date.parse("2026-11-22T23:02:00Z"), count: 1 },
    },
  },
  { name: "duty", path: "/duty/p1" },
  { name: "duty-running", path: "/duty/p1", scene: { on: true, called: true } },
  { name: "duty-closed", path: "/duty/p1", scene: { on: true, called: true, ended: true, closed: true } },
  { name: "duty-no-window", path: "/duty/p1", scene: { free: true } },
  { name: "home-no-window", scene: { free: true } },
  { name: "duty-closed-again", path: "/duty/p1/close", scene: { on: true, called: true, ended: true, closed: true } },
  { name: "people-on-left", path: "/duty/p1/on", scene: { ended: true } },
  { name: "roll-call", path: "/duty/p1/roll-call", scene: { on: true } },
  {
    name: "roll-call-marked",
    path: "/duty/p1/roll-call",
    scene: { on: true },
    act: async (page) => {
      await tap("away-教师05")(page);
      await tap("absence-sick")(page);
      await tap("all-there")(page);
      await tap("heads-volunteers-more")(page);
      await tap("heads-volunteers-more")(page);
      await tap("gear-64")(page);
      await tap("weather-rain")(page);
    },
  },
  {
    name: "duty-note",
    path: "/duty/p1/note",
    act: async (page) => {
      await tap("category-traffic")(page);
      await tap("situation-abnormal")(page);
      await tap("handed-民警")(page).catch(() => undefined);
    },
  },
  { name: "hand-over", path: "/duty/p1/hand-over", act: tap("pick-教师03") },
  { name: "duty-close", path: "/duty/p1/close", scene: { on: true, called: true, ended: true } },
  { name: "people-on", path: "/duty/p1/on", act: tap("pick-rostered") },
  { name: "people-off", path: "/duty/p1/off", scene: { on: true }, act: tap("early-sick") },
  { name: "roster", path: "/roster" },
  { name: "roster-empty", path: "/roster", scene: { turns: [] } },
  {
    name: "roster-ask",
    path: "/roster/ask?post=p1&day=2026-11-23&window=w4",
    act: async (page) => {
      await tap("pick-教师03")(page);
      await tap("reason-family")(page);
    },
  },
  { name: "escort", path: "/escort" },
  { name: "escort-none", path: "/escort", scene: { noRoutes: true } },
  { name: "escort-blank", path: "/escort/sheet?school=s&route=e1" },
  { name: "escort-own", path: "/escort/sheet?school=s", act: tap("stop-add") },
  { name: "escort-walking", path: "/escort/sheet?school=s&route=e1", scene: { heads: "walking" } },
  { name: "escort-complete", path: "/escort/sheet?school=s&route=e1", scene: { heads: "complete" } },
  { name: "escort-too-many", path: "/escort/sheet?school=s&route=e1", scene: { heads: "exceeded" } },
  { name: "escort-searching", path: "/escort/sheet?school=s&route=e1", scene: { heads: "searching" } },
  { name: "review", path: "/escort/review?school=s" },
  { name: "reviewed", path: "/escort/review?school=s", scene: { reviewed: true }, act: tap("situation-abnormal") },
  { name: "patrol", path: "/patrol", scene: { position: true, overdue: true }, here: HERE },
  { name: "patrol-run", path: "/patrol", scene: { position: true, run: true }, here: HERE },
  { name: "patrol-cannot", path: "/patrol", scene: { run: true }, act: tap("cannot-0412") },
  { name: "patrol-video", path: "/patrol", scene: { run: true, video: true } },
  { name: "patrol-start", path: "/patrol/start" },
  {
    name: "patrol-own",
    path: "/patrol/start",
    act: async (page) => {
      await tap("run-route-own")(page);
      await tap("pick-0412")(page);
    },
  },
  { name: "patrol-finish", path: "/patrol/finish", scene: { run: true }, act: tap("why-0414-weather") },
  {
    name: "point-live",
    path: "/check-in/c1",
    scene: { live: true },
    act: (page) => page.getByTestId("check-in-tag").setInputFiles(PHOTO),
  },
  {
    name: "point-number",
    path: "/check-in",
    act: async (page) => {
      await tap("point-number-open")(page);
      await page.getByTestId("point-number").fill("0499");
      await tap("point-number-go")(page);
    },
  },
  { name: "witness", path: "/check-in/c1", act: tap("witness") },
  { name: "questions", path: "/questions" },
  { name: "questions-none", path: "/questions", scene: { noQuestions: true } },
  { name: "answer", path: "/questions/r28" },
  { name: "record-asked", path: "/records/r28" },
  { name: "record-corrected", path: "/records/r22" },
  { name: "correct-void", path: "/records/r28/correct?what=void", act: tap("mistake-点错了") },
  { name: "correct-time", path: "/records/r28/correct?what=time", act: tap("earlier-5") },
  { name: "correct-text", path: "/records/r28/correct?what=text" },
  { name: "more", path: "/more" },
  { name: "about", path: "/more/about" },
  { name: "rescue", path: "/more/rescue" },
  { name: "rescue-written", path: "/more/rescue", act: tap("rescue-write") },
  { name: "pin", path: "/more/pin" },
  {
    name: "pin-new",
    path: "/more/pin",
    act: async (page) => {
      await tap("pin-set")(page);
      for (const key of ["1", "2", "3", "4"]) await page.keyboard.press(key);
    },
  },
  { name: "stopped", scene: fails("app_state", "database-newer", { version: "0.4.0" }) },
  { name: "loading", scene: { slow: ["home"] } },
  { name: "missing", path: "/nowhere" },
];

/** How it is looked at. */
export const GUISES = [
  { name: "zh", settings: {} },
  { name: "en", settings: { language: "en" } },
  { name: "dark", settings: { theme: "dark" } },
  { name: "elder", settings: { elderMode: true } },
  { name: "double", settings: {}, text: "200%" },
  { name: "en-double", settings: { language: "en" }, text: "200%" },
];
