// The only door to the server. Every answer is either the shape the caller asked for or a Problem whose code
// has a sentence in `problem-words.ts`; a dead network, a foreign page and a broken answer are problems too.
import type {
  AuditList,
  Board,
  Burden,
  CalendarView,
  DayVerdict,
  DeviceList,
  DeviceReport,
  DeviceState,
  DutyReport,
  EscortDay,
  EscortList,
  EventList,
  Evidence,
  EvidenceAttached,
  Gallery,
  HazardList,
  PatrolHistory,
  PersonList,
  PersonRecord,
  PhotosBeside,
  PictureRules,
  PicturesRuled,
  PostsView,
  PublishDone,
  Rectification,
  ReviewList,
  RosterRequestList,
  RosterView,
  SchoolList,
  Session,
  SheetReading,
  ShiftDecision,
  ShiftDetail,
  ShiftList,
  SpanLine,
  StaffKind,
  Stopped,
  TermLine,
  Verdict,
  WindowKind,
  WindowsView,
} from "./bindings";
import { serverClock } from "./server-clock.svelte";

/** Longest wait for an answer; a half-open connection must not look like a quiet one. */
const ANSWER_MS_MAX = 20_000;

/** What went wrong: a stable code with its arguments, never a sentence. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly args: Record<string, string | number> = {},
  ) {
    super(code);
    this.name = "Problem";
  }
}

type Query = Record<string, string | number | null | undefined>;

function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return search ? `${path}?${search}` : path;
}

async function answer(path: string, init: RequestInit): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_MS_MAX);
  const dropped = () => limit.abort();
  init.signal?.addEventListener("abort", dropped);
  try {
    const response = await fetch(path, {
      ...init,
      signal: limit.signal,
      headers: { accept: "application/json", ...init.headers },
    });
    serverClock.heard(response.headers.get("date"));
    return response;
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem("server-unreachable");
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener("abort", dropped);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const { code, args } = (await response.json()) as { code?: unknown; args?: Record<string, string> };
    if (typeof code === "string") return new Problem(code, args ?? {});
  } catch {
    // Not JSON: a proxy or a captive portal spoke, the status alone must do.
  }
  if (response.status === 401) return new Problem("signed-out");
  if (response.status === 404) return new Problem("not-found");
  return new Problem(response.status >= 500 ? "server-unwell" : "not-our-server");
}

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await answer(path, init);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem("not-our-server");
  }
}

export function get<T>(path: string, query: Query, signal: AbortSignal | undefined): Promise<T> {
  return call<T>(address(path, query), signal ? { signal } : {});
}

/** Says something to the server; the header proves that it was this page. */
export function send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const headers = { "x-huxiao-csrf": csrf };
  if (body === undefined) return call(path, { method, headers });
  return call(path, {
    method,
    body: JSON.stringify(body),
    headers: { ...headers, "content-type": "application/json" },
  });
}

/** Sends a file; what it is the server finds out. */
export function sendFile<T>(path: string, file: Blob): Promise<T> {
  const headers = { "x-huxiao-csrf": csrf, "content-type": "application/octet-stream" };
  return call(path, { method: "POST", headers, body: file });
}

/** What `send` proves itself with; the session tells it. */
let csrf = "";

/** The same for a client of others that sends by itself. */
export function proof(): Record<string, string> {
  return { "x-huxiao-csrf": csrf };
}

export function proveWith(word: string): void {
  csrf = word;
}

/** Who is signed in; rejects with `signed-out` when nobody is. */
export function readSession(): Promise<Session> {
  return call("/api/session");
}

/** Rejects with `bad-sign-in` or `too-many-tries`. */
export function signIn(name: string, password: string): Promise<Session> {
  const body = JSON.stringify({ name, password });
  return call("/api/session", { method: "POST", body, headers: { "content-type": "application/json" } });
}

export function signOut(csrf: string): Promise<void> {
  return call("/api/session", { method: "DELETE", headers: { "x-huxiao-csrf": csrf } });
}

export type BoardFilter = { date?: string | null; window?: string | null; q?: string | null };

export function readBoard(filter: BoardFilter, signal?: AbortSignal): Promise<Board> {
  return get("/api/board", filter, signal);
}

export function readEvents(before: number | null, limit: number, signal?: AbortSignal): Promise<EventList> {
  return get("/api/events", { before, limit }, signal);
}

export function readRecord(recordId: string, signal?: AbortSignal): Promise<Evidence> {
  return get(`/api/records/${encodeURIComponent(recordId)}`, {}, signal);
}

export type AttachWish = { upload: string; shows: Rectification; caption: string };

/** Adds an uploaded picture to a hazard; the same upload again changes nothing. Rejects with `not-an-image` and its like. */
export function attachPicture(recordId: string, wish: AttachWish): Promise<EvidenceAttached> {
  return send("POST", `/api/records/${encodeURIComponent(recordId)}/attachments`, wish);
}

/** Withdraws a picture that one added oneself. */
export function withdrawPicture(recordId: string, photoId: string): Promise<void> {
  return send("DELETE", `/api/records/${encodeURIComponent(recordId)}/attachments/${encodeURIComponent(photoId)}`);
}

export function readDevices(signal?: AbortSignal): Promise<DeviceList> {
  return get("/api/devices", {}, signal);
}

export function readDevice(deviceId: string, signal?: AbortSignal): Promise<DeviceReport> {
  return get(`/api/devices/${encodeURIComponent(deviceId)}`, {}, signal);
}

/** Suspends, revokes or activates a phone; answers with what it is then. */
export function setDeviceState(
  deviceId: string,
  wish: { state: DeviceState; reason: string },
  csrf: string,
): Promise<DeviceReport> {
  const headers = { "content-type": "application/json", "x-huxiao-csrf": csrf };
  const path = `/api/devices/${encodeURIComponent(deviceId)}/state`;
  return call(path, { method: "POST", body: JSON.stringify(wish), headers });
}

export function readHazards(q: string | null, before: number | null, signal?: AbortSignal): Promise<HazardList> {
  return get("/api/hazards", { q, before }, signal);
}

/** The address of a picture, for an `<img>`; each view is written to the audit log. */
export function photoAddress(sha256: string, size: "thumb" | "full"): string {
  return address(`/api/photos/${encodeURIComponent(sha256)}`, { size });
}

/** The address of a picture as a file: a copy with the taker's name on it, or the original for those who may. */
export function photoFile(sha256: string, original: boolean): string {
  return address(`/api/photos/${encodeURIComponent(sha256)}/file`, { original: original ? "true" : null });
}

/** Pictures to compare those of a record with; with `before` only more of its school's. */
export function readBeside(recordId: string, before: number | null): Promise<PhotosBeside> {
  return get(`/api/records/${encodeURIComponent(recordId)}/beside`, { before }, undefined);
}

/** Asks for a picture that an image on a page did not get; throws why. */
export async function askPhoto(path: string): Promise<void> {
  const response = await answer(path, {});
  if (!response.ok) throw await problemOf(response);
  await response.body?.cancel();
}

export type GalleryFilter = { q: string; kind: string | null; before: number | null };

export function readGallery(wanted: GalleryFilter, signal?: AbortSignal): Promise<Gallery> {
  return get("/api/photos", wanted, signal);
}

export type AuditFilter = { action: string | null; day: string | null; before: number | null };

/** Who looked at what, by the accounts one answers for. */
export function readAudit(wanted: AuditFilter, signal?: AbortSignal): Promise<AuditList> {
  return get("/api/audit", wanted, signal);
}

/** Says something that changes: JSON with the token of the session. */
function tell<T>(method: "POST" | "PUT" | "DELETE", path: string, csrf: string, body?: unknown): Promise<T> {
  const headers = { "content-type": "application/json", "x-huxiao-csrf": csrf };
  return call(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Which schools and days; a school by code or id, all of mine without one. */
export type SpanQuery = { school?: string | null; first?: string | null; last?: string | null };
type ShiftKey = { post: string; window: string; day: string };

export function readSchools(signal?: AbortSignal): Promise<SchoolList> {
  return get("/api/schools", {}, signal);
}

export type CalendarFilter = { school: string | null; year: string | null };

export function readCalendar(filter: CalendarFilter, signal?: AbortSignal): Promise<CalendarView> {
  return get("/api/calendar", filter, signal);
}

export type CalendarWish = { school: string | null; rev: number; terms: TermLine[]; spans: SpanLine[] };

/** Rejects with `changed-meanwhile` when somebody else changed it since, or with `calendar-…`. */
export function changeCalendar(wish: CalendarWish, csrf: string): Promise<CalendarView> {
  return tell("PUT", "/api/calendar", csrf, wish);
}

export type StopWish = { school: string | null; town: string | null; reason: string; lift: boolean };

export function stopClasses(wish: StopWish, csrf: string): Promise<Stopped> {
  return tell("POST", "/api/calendar/stop", csrf, wish);
}

export function readWindows(school: string, signal?: AbortSignal): Promise<WindowsView> {
  return get("/api/windows", { school }, signal);
}

export function readPosts(school: string, signal?: AbortSignal): Promise<PostsView> {
  return get("/api/posts", { school }, signal);
}

export type PostWish = {
  school: string;
  name: string;
  gate: string;
  lat: number;
  lon: number;
  crs: "wgs84" | "gcj02" | "bd09";
  radius_m: number;
  requirement: { kind: StaffKind; count: number }[];
};

/** Makes a post, or changes the one with this id. Rejects with `post-…`. */
export function putPost(id: string | null, wish: PostWish, csrf: string): Promise<PostsView> {
  if (id === null) return tell("POST", "/api/posts", csrf, wish);
  return tell("PUT", `/api/posts/${encodeURIComponent(id)}`, csrf, wish);
}

/** Pauses a post, or takes it up again. */
export function setPostState(
  id: string,
  wish: { school: string; state: "active" | "paused"; reason: string },
  csrf: string,
): Promise<PostsView> {
  return tell("POST", `/api/posts/${encodeURIComponent(id)}/state`, csrf, wish);
}

export type WindowWish = {
  school: string;
  kind: WindowKind;
  start_min: number;
  end_min: number;
  weekdays: number;
  arrive_before_min: number;
  leave_after_min: number;
  grades: string;
  from: string | null;
  to: string | null;
  exam_only: boolean;
};

/** Adds a window, or changes the one with this id. */
export function putWindow(id: string | null, wish: WindowWish, csrf: string): Promise<WindowsView> {
  if (id === null) return tell("POST", "/api/windows", csrf, wish);
  return tell("PUT", `/api/windows/${encodeURIComponent(id)}`, csrf, wish);
}

export function removeWindow(id: string, school: string, csrf: string): Promise<WindowsView> {
  return tell("DELETE", address(`/api/windows/${encodeURIComponent(id)}`, { school }), csrf);
}

export function defaultWindows(school: string, csrf: string): Promise<WindowsView> {
  return tell("POST", address("/api/windows/defaults", { school }), csrf);
}

export type RosterFilter = { school: string | null; week: string | null; edition: string | null };

export function readRoster(filter: RosterFilter, signal?: AbortSignal): Promise<RosterView> {
  return get("/api/roster", filter, signal);
}

export type OpenKind = { kind: StaffKind; count: number };
export type Crew = { staff: string[]; open: OpenKind[] };
export type TurnWish = Crew & { post_id: string; window_id: string; weekdays: number[]; rev: number };

export function setTurn(wish: TurnWish, csrf: string): Promise<void> {
  return tell("PUT", "/api/roster/turn", csrf, wish);
}

export type DayWish = Crew & { post_id: string; day: string; window_id: string; reason: string; back: boolean };

export function setDay(wish: DayWish, csrf: string): Promise<void> {
  return tell("PUT", "/api/roster/day", csrf, wish);
}

export function publishRoster(school: string, csrf: string): Promise<PublishDone> {
  return tell("POST", "/api/roster/publish", csrf, { school });
}

/** The address of a school's rosters as a workbook, or of one week on paper. */
export function rosterSheet(school: string, week: string, lang: string, ending: "xlsx" | "pdf" = "xlsx"): string {
  return address(ending === "pdf" ? "/api/roster/sheet.pdf" : "/api/roster/sheet", { school, week, lang });
}

/** Reads a workbook; with `apply` the draft is changed if the whole of it is right. */
export function sendRosterSheet(school: string, file: Blob, apply: boolean, csrf: string): Promise<SheetReading> {
  const headers = { "content-type": "application/octet-stream", "x-huxiao-csrf": csrf };
  const path = address("/api/roster/sheet", { school, apply: apply ? "true" : null });
  return call(path, { method: "POST", headers, body: file });
}

export type LeaveWish = { staff_id: string; first: string; last: string; reason: string };

export function addLeave(wish: LeaveWish, csrf: string): Promise<void> {
  return tell("POST", "/api/staff-leaves", csrf, wish);
}

export function removeLeave(id: string, csrf: string): Promise<void> {
  return tell("DELETE", `/api/staff-leaves/${encodeURIComponent(id)}`, csrf);
}

export type RequestFilter = { state: string | null; q: string | null; before: number | null };

export function readRosterRequests(filter: RequestFilter, signal?: AbortSignal): Promise<RosterRequestList> {
  return get("/api/roster-requests", filter, signal);
}

export type RulingWish = { verdict: Verdict; note: string; with: string | null };

export function ruleRequest(recordId: string, wish: RulingWish, csrf: string): Promise<void> {
  return tell("POST", `/api/roster-requests/${encodeURIComponent(recordId)}`, csrf, wish);
}

export function readShifts(asked: SpanQuery & { state?: string | null }, signal?: AbortSignal): Promise<ShiftList> {
  return get("/api/shifts", asked, signal);
}

const shiftAddress = ({ post, window, day }: ShiftKey) =>
  `/api/shifts/${[post, window, day].map(encodeURIComponent).join("/")}`;

export function readShift(key: ShiftKey, signal?: AbortSignal): Promise<ShiftDetail> {
  return get(shiftAddress(key), {}, signal);
}

/** Cancels a shift, gives the reason why it was missed, or closes one that closed by itself. Rejects with `shift-was-held` when somebody came. */
export function decideShift(
  key: ShiftKey,
  wish: { decision: ShiftDecision; reason: string; leader: string },
  csrf: string,
): Promise<ShiftDetail> {
  return tell("POST", `${shiftAddress(key)}/decision`, csrf, wish);
}

export function readPatrol(asked: SpanQuery, signal?: AbortSignal): Promise<PatrolHistory> {
  return get("/api/patrol", asked, signal);
}

export function readEscorts(asked: SpanQuery, signal?: AbortSignal): Promise<EscortList> {
  return get("/api/escorts", asked, signal);
}

/** Confirms a school's day, or sends it back; whoever signed it is asked then. */
export function reviewDay(
  { school, day }: { school: string; day: string },
  wish: { verdict: DayVerdict; text: string },
  csrf: string,
): Promise<EscortDay> {
  return tell("POST", `/api/escorts/${encodeURIComponent(school)}/${encodeURIComponent(day)}/review`, csrf, wish);
}

export function readPeople(signal?: AbortSignal): Promise<PersonList> {
  return get("/api/people", {}, signal);
}

export function readPerson(id: string, asked: SpanQuery, signal?: AbortSignal): Promise<PersonRecord> {
  return get(`/api/people/${encodeURIComponent(id)}`, asked, signal);
}

export function readReviews(asked: { show: string; before: number | null }, signal?: AbortSignal): Promise<ReviewList> {
  return get("/api/reviews", asked, signal);
}

/** Asks about a record or decides; the phone it came from is told. */
export function ruleRecord(recordId: string, wish: { verdict: string; note: string }, csrf: string): Promise<void> {
  return tell("POST", `/api/records/${encodeURIComponent(recordId)}/ruling`, csrf, wish);
}

export function readReport(asked: SpanQuery, signal?: AbortSignal): Promise<DutyReport> {
  return get("/api/reports/duty", asked, signal);
}

/** The address of the report as a file; who takes it is written to the audit log. */
export function reportFile(ending: "xlsx" | "pdf", asked: SpanQuery): string {
  return address(`/api/reports/duty.${ending}`, asked);
}

export function readBurden(asked: SpanQuery, signal?: AbortSignal): Promise<Burden> {
  return get("/api/burden", asked, signal);
}

/** Asks this of the pictures of a school's phones; without one, of all that the viewer may ask. */
export function rulePictures(school: string | null, pictures: PictureRules, csrf: string): Promise<PicturesRuled> {
  return tell("PUT", "/api/picture-rules", csrf, { school, pictures });
}

/** Opens the stream of live news; it stays open until `signal` aborts or the network does. */
export async function openLive(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch("/api/live", { signal, cache: "no-store", headers: { accept: "text/event-stream" } });
  serverClock.heard(response.headers.get("date"));
  if (!response.ok) throw await problemOf(response);
  if (!response.body) throw new Problem("not-our-server");
  return response.body;
}
