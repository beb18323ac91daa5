// How long the app takes from the start of its process to its first usable screen, with one person signed in, against
// an empty window of the same means. Both are started in turn and seen through the same driver; the age of the process
// is the kernel's. Prints one JSON object; `cargo xtask bench start` runs it on built programs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { House } from "./lib/house.mjs";
import { packages, until } from "./lib/story.mjs";

const { Builder, By, Capabilities } = packages("selenium-webdriver");

const PORT = 4480;
const TICKS_PER_S = 100;
const turns = Number(process.env.HUXIAO_TURNS ?? 15);

const house = new House();
const home = house.path("phone");
const app = house.program("huxiao");
const empty = house.program(join("examples", "empty-window"));

/** Starts a program; its window, once there is one. */
async function open(application) {
  const wanted = new Capabilities();
  wanted.set("tauri:options", { application });
  wanted.setBrowserName("wry");
  return new Builder().withCapabilities(wanted).usingServer(`http://127.0.0.1:${PORT}/`).build();
}

/** Milliseconds since a program of ours was started. */
function age(program) {
  const [pid] = house.pids(program, home);
  const started = Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ")[19]);
  const up = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  return (up - started / TICKS_PER_S) * 1000;
}

/** Waits without a pause between the looks. */
async function seen(driver, css) {
  for (;;) {
    const [found] = await driver.findElements(By.css(css));
    if (found && (await found.isDisplayed())) return found;
  }
}

async function start(program) {
  const driver = await open(program);
  await seen(driver, '[data-testid="home"]');
  const ms = age(program);
  await driver.quit();
  await until("the window is gone", () => house.pids(program, home).length === 0);
  return ms;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  await house.open();
  await house.enrolledPhone("phone");
  const env = house.surroundings("window", { HUXIAO_HOME: home });
  house.start("tauri-driver", ["--port", String(PORT), "--native-port", String(PORT + 1)], { env, stdio: "ignore" });
  const first = await until("the driver listens", () => open(app));
  await (await seen(first, '[data-testid^="person-"]')).click();
  await seen(first, '[data-testid="home"]');
  await first.quit();

  const pairs = [];
  for (let turn = 0; turn <= turns; turn += 1) {
    const pair = [await start(app), await start(empty)];
    if (turn > 0) pairs.push(pair); // the first warms the disk's cache
  }
  const report = {
    turns,
    ms: Math.round(median(pairs.map(([ours]) => ours))),
    limit_ms: Math.round(median(pairs.map(([, limit]) => limit))),
    ratio: Math.round(median(pairs.map(([ours, limit]) => ours / limit)) * 1000) / 1000,
  };
  console.log(JSON.stringify(report));
} finally {
  await house.close(false);
}
process.exit(0);
