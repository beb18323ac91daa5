// The only file that talks to the server. Every answer is either the shape the caller asked for or a Problem whose code
// has a sentence in `problem-words.ts`; a dead network, a foreign page and a broken answer are problems too.
import type {
  Board,
  Burden,
  DeviceList,
  DeviceReport,
  DeviceState,
  DutyReport,
  EscortList,
  EventList,
  Evidence,
  Gallery,
  HazardList,
  PatrolHistory,
  PersonList,
  PersonRecord,
  ReviewList,
  SchoolList,
  Session,
  ShiftDetail,
  ShiftList,
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

function get<T>(path: string, query: Query, signal: AbortSignal | undefined): Promise<T> {
  return call<T>(address(path, query), signal ? { signal } : {});
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

export type GalleryFilter = { q: string; kind: string | null; before: number | null };

export function readGallery(wanted: GalleryFilter, signal?: AbortSignal): Promise<Gallery> {
  return get("/api/photos", wanted, signal);
}

/** Which schools and days; a school by code or id, all of mine without one. */
export type SpanQuery = { school?: string | null; first?: string | null; last?: string | null };
type ShiftKey = { post: string; window: string; day: string };

function say<T>(path: string, body: object, csrf: string): Promise<T> {
  const headers = { "content-type": "application/json", "x-huxiao-csrf": csrf };
  return call(path, { method: "POST", body: JSON.stringify(body), headers });
}

export function readSchools(signal?: AbortSignal): Promise<SchoolList> {
  return get("/api/schools", {}, signal);
}

export function readShifts(asked: SpanQuery & { state?: string | null }, signal?: AbortSignal): Promise<ShiftList> {
  return get("/api/shifts", asked, signal);
}

const shiftAddress = ({ post, window, day }: ShiftKey) =>
  `/api/shifts/${[post, window, day].map(encodeURIComponent).join("/")}`;

export function readShift(key: ShiftKey, signal?: AbortSignal): Promise<ShiftDetail> {
  return get(shiftAddress(key), {}, signal);
}

/** Cancels a shift or gives the reason why it was missed. Rejects with `shift-was-held` when somebody came. */
export function decideShift(
  key: ShiftKey,
  wish: { decision: "cancel" | "excuse"; reason: string; leader: string },
  csrf: string,
): Promise<ShiftDetail> {
  return say(`${shiftAddress(key)}/decision`, wish, csrf);
}

export function readPatrol(asked: SpanQuery, signal?: AbortSignal): Promise<PatrolHistory> {
  return get("/api/patrol", asked, signal);
}

export function readEscorts(asked: SpanQuery, signal?: AbortSignal): Promise<EscortList> {
  return get("/api/escorts", asked, signal);
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
  return say(`/api/records/${encodeURIComponent(recordId)}/ruling`, wish, csrf);
}

export function readReport(asked: SpanQuery, signal?: AbortSignal): Promise<DutyReport> {
  return get("/api/reports/duty", asked, signal);
}

/** The address of the report as a file; who takes it is written to the audit log. */
export function reportFile(ending: "xlsx", asked: SpanQuery): string {
  return address(`/api/reports/duty.${ending}`, asked);
}

export function readBurden(asked: SpanQuery, signal?: AbortSignal): Promise<Burden> {
  return get("/api/burden", asked, signal);
}

/** Opens the stream of live news; it stays open until `signal` aborts or the network does. */
export async function openLive(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch("/api/live", { signal, cache: "no-store", headers: { accept: "text/event-stream" } });
  serverClock.heard(response.headers.get("date"));
  if (!response.ok) throw await problemOf(response);
  if (!response.body) throw new Problem("not-our-server");
  return response.body;
}
