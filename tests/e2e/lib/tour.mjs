// A walk through every page of the office: all that the menu leads to, so that a new page is never left out, and what
// opens from there. Each has something on it, nothing for axe to say, and fits a desk's window at both sizes of text
// and a phone's. Its pictures are for looking at.
import { until } from "./story.mjs";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** An older screen in an office. */
const SMALL = { width: 1024, height: 768 };

/** What a page shows when there is something to show; a page that is not here shows a heading at least. */
const SIGNS = {
  "/": "post-row",
  "/reviews": "review-row",
  "/roster-requests": "request-row",
  "/hazards": "hazard-row",
  "/photos": "gallery-photo",
  "/duty": "shift-day",
  "/patrol": "patrol-point",
  "/points": "point-row",
  "/escorts": "escort-row",
  "/people": "person-row",
  "/coverage": "coverage-school",
  "/audit": "audit-row",
  "/burden": "burden",
  "/roster": "roster-cell",
  "/calendar": "calendar-day",
  "/posts": "kept-post",
  "/windows": "window-row",
  "/points/setup": "kept-point",
  "/routes": "escort-route",
  "/tags": "hanging-tag",
  "/live": "live-gate",
  "/devices": "device-row",
};

/** What opens from a page: how to get there, and what is to be seen. */
const behind = (day) => [
  ["shift", "/duty", `[data-testid="shift-day"][data-day="${day}"] [data-testid="shift-cell"]`, "shift-person"],
  ["person", "/people", '[data-testid="person-row"] a', "person-shift"],
  ["point", "/points/setup", '[data-testid="kept-point"] a', "point-report"],
  ["route", "/routes", '[data-testid="escort-route"] a', "route-form"],
  ["device", "/devices", '[data-testid="device-row"] a', "device-report"],
  ["record", "/hazards", '[data-testid="hazard-row"] a', "evidence"],
];

/** Looks at the page as it stands, and keeps its pictures. */
async function look(page, name, size) {
  await page.textSize(size);
  await page.pictures();
  await page.fits(name);
  await page.sound(name);
  await page.shot(name);
  if (size !== "100%") return;
  await page.size(PHONE);
  await page.fits(`${name} on a phone`);
  await page.shot(`${name}.phone`);
  await page.size(DESK);
}

/**
 * All of it in one language, or `only` some. On `day` the first duty was held; `skip` names what whoever is signed in has
 * nothing of.
 */
export async function tour(page, { language, album, day, only = null, skip = [] }) {
  const wanted = (name) => !skip.includes(name) && (only === null || only.includes(name));
  await page.visit("/");
  await page.tap(`lang-${language}`);
  await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
  await page.size(DESK);
  const paths = await until("the menu leads somewhere", async () => {
    const found = await page.menu();
    return found.length > 0 ? found : null;
  });
  for (const size of ["100%", "200%"]) {
    const tag = `${language}${size === "100%" ? "" : ".200"}`;
    for (const [at, path] of paths.entries()) {
      if (!wanted(path)) continue;
      await page.visit(path);
      if (SIGNS[path]) await page.see(SIGNS[path]);
      else await page.css("main h1").waitFor();
      const name = `${album}-${String(at + 1).padStart(2, "0")}-${path.slice(1).replaceAll("/", "-") || "board"}`;
      await look(page, `${name}.${tag}`, size);
    }
    for (const [name, path, selector, sign] of behind(day)) {
      if (!wanted(name)) continue;
      await page.visit(path);
      await page.css(selector).first().click();
      await page.see(sign);
      await look(page, `${album}-${name}.${tag}`, size);
    }
  }
  await page.textSize("");
  await page.size();
}

/** What the menu does not lead to: a new point, what is not there, an opened row; and what an older screen makes of the rest. */
export async function corners(page, { language, album, school }) {
  const keep = async (name) => {
    await page.fits(name);
    await page.sound(name);
    await page.shot(`${album}-${name}.${language}`);
  };
  await page.visit("/");
  await page.tap(`lang-${language}`);
  await until("the page speaks it", async () => (await page.css(`html[lang="${language}"]`).count()) === 1);
  await page.size(DESK);
  await page.visit(`/points/new?school=${school}`);
  await page.see("ground-mark");
  await keep("new-point");
  await page.visit("/records/unknown");
  await page.see("problem", { code: "not-found" });
  await keep("no-record");
  await page.visit("/nowhere");
  await page.css("main h1").waitFor();
  await keep("nowhere");
  await page.visit("/");
  await (await page.see("post-row")).locator("button").click();
  await keep("board-open");
  await page.size(SMALL);
  for (const path of ["/", "/calendar", "/coverage", "/escorts"]) {
    await page.visit(path);
    await page.see(SIGNS[path]);
    await keep(`1024-${path.slice(1) || "board"}`);
  }
  await page.size();
}
