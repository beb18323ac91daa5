// For development only, never built in: serves `build/` as the real server does and answers /api with synthetic figures.
//   node preview/server.mjs [--port 8790] [--photos DIR of JPEGs]
//   POST /preview/tap   a phone delivers          POST /preview/cut?ms=8000   the line is cut for a while
//   any name and the password "preview" sign in
import { createServer } from "node:http";
import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { SCHOOLS } from "./cast.mjs";
import * as day from "./day.mjs";
import * as roster from "./roster.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "8790" }, photos: { type: "string" } } });
const BUILD = new URL("../build/", import.meta.url).pathname;
const TYPES = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};
const pictures = values.photos
  ? readdirSync(values.photos)
      .filter((f) => /\.jpe?g$/.test(f))
      .map((f) => readFileSync(join(values.photos, f)))
  : [];
const listeners = new Set();
let cutUntil = 0;

const SESSION = {
  user: {
    name: "neiqin01",
    label: "内勤01",
    role: "station_info",
    role_label: "派出所内勤",
    may_take_originals: true,
    may_read_audit: true,
    plans: "school",
  },
  scope: { kind: "station", name: "本所辖区", school_count: SCHOOLS.length },
  csrf: "preview",
  place: "龙田派出所",
  base_map: { layers: [], attribution: "" },
};

function board(query) {
  const q = query.get("q") ?? "";
  const fits = (row) => !q || row.school.includes(q) || row.name.includes(q);
  const { posts, points, devices } = day;
  const inState = (state) => posts.filter((p) => p.state === state).length;
  const sum = (list, of) => list.reduce((total, row) => total + of(row), 0);
  const holding = devices.filter((d) => d.unsent_records > 0);
  const chosen = day.WINDOWS.find((w) => w.kind === query.get("window"));
  return {
    now_ms: day.now(),
    date: query.get("date") ?? day.DATE,
    window: chosen ? { ...chosen, phase: "next" } : day.WINDOW,
    windows: day.WINDOWS,
    scope_name: SESSION.scope.name,
    school_count: SCHOOLS.length,
    totals: {
      posts: posts.length,
      manned: inState("manned"),
      silent: inState("silent"),
      late: 2,
      missed: inState("missed"),
      pending: inState("missed_pending"),
      empty: inState("empty"),
      closed: 0,
      abnormal: 0,
      cancelled: inState("cancelled"),
      points_due: sum(points, (p) => p.need),
      points_done: sum(points, (p) => p.done),
      open_hazards: day.hazards().length,
      unsent_records: sum(devices, (d) => d.unsent_records),
      unsent_devices: holding.length,
      oldest_unsent_ms: Math.min(...holding.map((d) => d.oldest_unsent_ms)),
    },
    unwatched: [],
    posts: posts.filter(fits),
    points: points.filter(fits),
  };
}

function listEvents(query) {
  const before = Number(query.get("before") ?? Infinity);
  const limit = Number(query.get("limit") ?? 50);
  const rows = day.events.filter((e) => e.no < before).sort((a, b) => b.no - a.no);
  return { events: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1].no : null };
}

function drawing(sha256) {
  const hue = parseInt(sha256.slice(0, 2), 16);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200"><rect width="1600" height="700" fill="hsl(${hue} 35% 78%)"/><rect y="700" width="1600" height="500" fill="hsl(${hue} 12% 55%)"/><path d="M150 900V420h500v480zM900 900V300h520v600z" fill="hsl(${(hue + 180) % 360} 25% 62%)"/><path d="M650 900h250V620H650z" fill="#566"/></svg>`;
}

const signedIn = (request) => /huxiao_session=preview/.test(request.headers.cookie ?? "");

async function api(request, url, send) {
  const { pathname, searchParams } = url;
  if (pathname === "/api/session") return session(request, send);
  if (!signedIn(request)) return send(401, { code: "signed-out", args: {} });
  if (pathname === "/api/board") return send(200, board(searchParams));
  if (pathname === "/api/events") return send(200, listEvents(searchParams));
  if (pathname === "/api/devices") return send(200, { devices: day.devices });
  if (pathname === "/api/hazards") {
    const q = searchParams.get("q") ?? "";
    return send(200, { hazards: day.hazards().filter((h) => h.text.includes(q) || h.school.includes(q)), next: null });
  }
  if (pathname === "/api/schools")
    return send(200, {
      schools: [roster.SCHOOL, { ...roster.SCHOOL, code: "2135810002", name: "龙田镇第一小学（测试）" }],
    });
  if (pathname === "/api/calendar") return send(200, roster.calendar(searchParams));
  if (pathname === "/api/posts") return send(200, roster.posts());
  if (pathname === "/api/windows") return send(200, roster.windows());
  if (pathname === "/api/roster") return send(200, roster.roster(searchParams));
  if (pathname === "/api/roster-requests") return send(200, roster.requests(searchParams));
  if (pathname === "/api/photos") return send(200, day.gallery(searchParams));
  if (pathname.startsWith("/api/devices/")) {
    const [, , , id, verb] = pathname.split("/");
    const found = day.report(id);
    if (!found) return send(404, { code: "not-found", args: {} });
    if (verb === "state") Object.assign(found.device, await wishOf(request));
    return send(200, day.report(id));
  }
  const [, kind, name] = pathname.split("/").slice(1);
  if (/^\/api\/records\/[^/]+\/beside$/.test(pathname)) return send(200, day.beside(pathname.split("/")[3]));
  const found = pathname.startsWith("/api/records/") ? day.records.get(pathname.split("/")[3]) : undefined;
  if (found) return send(200, found);
  return send(404, { code: "not-found", args: { kind, name } });
}

async function wishOf(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  const { state, reason } = JSON.parse(text);
  return { state, state_reason: reason, state_since_ms: day.now() };
}

async function session(request, send) {
  if (request.method === "GET")
    return signedIn(request) ? send(200, SESSION) : send(401, { code: "signed-out", args: {} });
  if (request.method === "DELETE") return send(204, null, { "set-cookie": "huxiao_session=; Max-Age=0; Path=/" });
  let text = "";
  for await (const chunk of request) text += chunk;
  const { password } = JSON.parse(text);
  if (password !== "preview") return send(401, { code: "bad-sign-in", args: {} });
  return send(200, SESSION, { "set-cookie": "huxiao_session=preview; Path=/; HttpOnly; SameSite=Strict" });
}

function file(pathname, response) {
  let path = join(BUILD, pathname);
  if (!path.startsWith(BUILD) || !extname(pathname)) path = join(BUILD, "index.html");
  try {
    const bytes = readFileSync(path);
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

function listen(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write("event: hello\ndata: {}\n\n");
  listeners.add(response);
  const ping = setInterval(() => response.write(": ping\n\n"), 15_000);
  response.on("close", () => {
    clearInterval(ping);
    listeners.delete(response);
  });
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://preview");
  response.setHeader("date", new Date(day.now()).toUTCString());
  const send = (status, body, headers = {}) =>
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(body === null ? "" : JSON.stringify(body));
  if (url.pathname === "/preview/tap") {
    const post = day.tap();
    for (const listener of listeners) listener.write('event: changed\ndata: {"tags":["duty"]}\n\n');
    return send(200, { post });
  }
  if (url.pathname === "/preview/cut") {
    cutUntil = Date.now() + Number(url.searchParams.get("ms") ?? 8000);
    for (const listener of listeners) listener.destroy();
    return send(200, {});
  }
  if (Date.now() < cutUntil && url.pathname.startsWith("/api")) return request.socket.destroy();
  if (url.pathname === "/api/live")
    return signedIn(request) ? listen(response) : send(401, { code: "signed-out", args: {} });
  if (url.pathname.startsWith("/api/photos/")) {
    const sha256 = url.pathname.split("/")[3];
    const picture = pictures[parseInt(sha256.slice(0, 4), 16) % (pictures.length || 1)];
    return response
      .writeHead(200, { "content-type": picture ? "image/jpeg" : "image/svg+xml" })
      .end(picture ?? drawing(sha256));
  }
  if (url.pathname.startsWith("/api")) return api(request, url, send);
  return file(url.pathname, response);
}).listen(Number(values.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${values.port}`));
