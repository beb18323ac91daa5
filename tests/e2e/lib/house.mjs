// The programs under test in a folder of their own: the server with its demo district, phones as command lines.
// Everything that was started is ended by its own handle, and the folder goes when all went well.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Network } from "./network.mjs";

const run = promisify(execFile);
const PROGRAMS = resolve(process.env.HUXIAO_PROGRAMS ?? "target/debug");

/** Monday, whose timetable today has. */
const FOLLOWS = 0;
const DAY_MS = 86_400_000;
/** Rejects what it cannot have. */
const told = async (response) => {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
};

/** The station whose office looks on, and the name it signs in with. */
export const OFFICE = { name: "station01", password: "huxiao-demo" };

export class House {
  /** Folder of everything. */
  folder = mkdtempSync(join(tmpdir(), "huxiao-e2e-"));
  #running = [];
  #network = null;
  /** Port of the server itself. */
  port = 0;
  school = "";
  /** The day before a school day, such as `2026-11-27`; there was school too. */
  yesterday = "";

  constructor() {
    // However this script ends, nothing it started stays behind.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
    process.once("exit", () => {
      for (const child of this.#running) child.kill("SIGTERM");
    });
  }

  program(name) {
    return join(PROGRAMS, name);
  }

  path(...names) {
    return join(this.folder, ...names);
  }

  /** The surroundings of a program: a home of its own, nothing of the person's. */
  surroundings(name, more = {}) {
    const home = this.path(`${name}-home`);
    const runtime = this.path(`${name}-run`);
    for (const folder of [home, runtime]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { PATH, DISPLAY, XAUTHORITY } = process.env;
    return { PATH, DISPLAY, XAUTHORITY, HOME: home, XDG_RUNTIME_DIR: runtime, LANG: "C.UTF-8", ...more };
  }

  /** Starts a program that runs until the house closes. */
  start(name, args, options) {
    const child = spawn(name, args, options);
    this.#running.push(child);
    return child;
  }

  async server(...args) {
    const { stdout } = await run(this.program("huxiao-server"), [...args, "--data", this.path("server"), "--json"]);
    return JSON.parse(stdout);
  }

  /** The stored bytes of a photo. */
  async stored(sha256) {
    const out = this.path(`${sha256}.jpg`);
    await run(this.program("huxiao-server"), ["photo", "--data", this.path("server"), sha256, "--out", out]);
    return readFileSync(out);
  }

  /** A phone's command line; the phone talks to the server directly. */
  async phone(name, ...args) {
    const { stdout } = await run(this.program("huxiao-field"), ["--home", this.path(name), "--json", ...args]);
    return JSON.parse(stdout);
  }

  /** The same, where the program is to end with a refusal. */
  async phoneFails(name, ...args) {
    const refused = await run(this.program("huxiao-field"), ["--home", this.path(name), "--json", ...args]).catch(
      (e) => e,
    );
    if (refused.code !== 1) throw new Error(`${args.join(" ")} was to be refused`);
    return refused;
  }

  /**
   * Demo district, server (with whatever it is to `serve` beside), and a network before it; where the day of the week
   * matters, today is made a school day.
   */
  async open({ schoolDay = false, serve = [] } = {}) {
    const demo = await this.server("demo");
    const station = demo.accounts.find((account) => account.name === OFFICE.name).label;
    // What the office is called on the pages: its name without the bracket.
    this.office = station.replace(/（.*）$/, "");
    const { schools } = await this.server("schools");
    this.school = schools.find((school) => school.station === station).code;
    const args = ["serve", "--data", this.path("server"), "--listen", "127.0.0.1:0", ...serve];
    const env = this.surroundings("server", { RUST_LOG: "warn" });
    const server = this.start(this.program("huxiao-server"), args, { env, stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: server.stdout })) {
      const found = /:(\d+)\/?$/.exec(line.trim());
      if (found) {
        this.port = Number(found[1]);
        break;
      }
    }
    server.stdout.resume();
    if (schoolDay) await this.#makeUpDays();
    this.#network = await Network.to(this.port);
    return this.#network;
  }

  /**
   * The bureau makes today and yesterday school days with a Monday's timetable, as it does with a 调休 work-day, so that a
   * script tells the same on a Saturday and in August.
   */
  async #makeUpDays() {
    const ask = await this.clerk("edu01");
    const { rev, today, terms, spans } = await ask("GET", "/api/calendar");
    this.yesterday = new Date(Date.parse(today) - DAY_MS).toISOString().slice(0, 10);
    const days = {
      first: this.yesterday,
      last: today,
      kind: "class",
      reason: "调休补课",
      follows: FOLLOWS,
      until_min: null,
    };
    await ask("PUT", "/api/calendar", { school: null, rev, terms, spans: [...spans, days] });
    await ask("DELETE", "/api/session");
  }

  /** Somebody of an office who signs in and asks the server: method, path, what is said; the answer, if it has words. */
  async clerk(name) {
    const server = `http://127.0.0.1:${this.port}`;
    const json = { "content-type": "application/json" };
    const body = JSON.stringify({ name, password: OFFICE.password });
    const signedIn = await told(await fetch(`${server}/api/session`, { method: "POST", headers: json, body }));
    const cookie = signedIn.headers.getSetCookie()[0].split(";")[0];
    const headers = { ...json, cookie, "x-huxiao-csrf": (await signedIn.json()).csrf };
    return async (method, path, said) => {
      const answer = await told(await fetch(server + path, { method, headers, body: said && JSON.stringify(said) }));
      const text = await answer.text();
      return text ? JSON.parse(text) : null;
    };
  }

  /** The names of all records of a kind that the server has, in the order of their streams. */
  async recorded(kind) {
    const args = ["export", "--data", this.path("server"), "--kind", kind];
    const { stdout } = await run(this.program("huxiao-server"), args);
    return stdout
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).record_id);
  }

  async code() {
    return (await this.server("enroll", "--school", this.school)).code;
  }

  async enrolledPhone(name) {
    await this.phone(name, "enroll", "--server", `http://127.0.0.1:${this.port}`, "--code", await this.code());
    await this.phone(name, "sync");
    return name;
  }

  /** The processes of this program of ours that live in this folder. */
  pids(program, home) {
    return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isOurs(pid, program, home));
  }

  /** SIGKILL to them. */
  kill(program, home) {
    const killed = this.pids(program, home);
    for (const pid of killed) process.kill(Number(pid), "SIGKILL");
    return killed.length;
  }

  async close(keep) {
    this.#network?.close();
    for (const child of this.#running.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((ended) => child.once("exit", ended));
        child.kill("SIGTERM");
        await Promise.race([gone, new Promise((late) => setTimeout(late, 5_000).unref())]);
        if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      }
    }
    if (keep) console.log(`  what was left behind: ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true });
  }
}

function isOurs(pid, program, home) {
  try {
    return (
      readlinkSync(`/proc/${pid}/exe`) === program &&
      readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`HUXIAO_HOME=${home}`)
    );
  } catch {
    return false; // it ended while we looked, or is not ours to look at
  }
}
