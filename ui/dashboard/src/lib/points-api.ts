// What the pages of points, routes, tags and live codes ask the server; the door itself is `api.ts`.
import { get, send, sendFile } from "./api";
import type {
  Frequency,
  LiveKeyGiven,
  PointSheetReading,
  PointList,
  PointReport,
  PointSheet,
  ProposalList,
  RouteList,
  SchoolGround,
  TagList,
} from "./bindings";

/** A point as the page wants it; coordinates in the system that `crs` names. */
export type PointWanted = Pick<
  PointSheet,
  "name" | "kind" | "lat" | "lon" | "radius_m" | "per_day" | "min_proof" | "responsible"
> & { frequency: Frequency | null; crs?: "wgs84" | "gcj02" | "bd09" };

const at = (id: string, rest = "") => `/api/points/${encodeURIComponent(id)}${rest}`;

export function readPoints(
  filter: { show: string | null; q: string; kind?: string },
  signal?: AbortSignal,
): Promise<PointList> {
  return get("/api/points", filter, signal);
}

export function readPoint(id: string, signal?: AbortSignal): Promise<PointReport> {
  return get(at(id), {}, signal);
}

export function readGround(code: string, signal?: AbortSignal): Promise<SchoolGround> {
  return get(`/api/schools/${encodeURIComponent(code)}/ground`, {}, signal);
}

/** The address of my schools' points as a workbook. */
export function pointsSheet(lang: string): string {
  return `/api/points/sheet?lang=${encodeURIComponent(lang)}`;
}

/** Reads a workbook or CSV; with `apply` the points are made and changed, if the whole of it is right. */
export function sendPointsSheet(file: Blob, apply: boolean): Promise<PointSheetReading> {
  return sendFile(apply ? "/api/points/sheet?apply=true" : "/api/points/sheet", file);
}

export function makePoint(school: string, point: PointWanted): Promise<PointReport> {
  return send("POST", "/api/points", { school, point });
}

export function changePoint(id: string, point: PointWanted): Promise<PointReport> {
  return send("POST", at(id), point);
}

export function setPointState(id: string, state: PointSheet["state"], reason: string): Promise<PointReport> {
  return send("POST", at(id, "/state"), { state, reason });
}

/** Sets the point to where this visit was, or to where people usually stood. */
export function setPointPlace(id: string, recordId: string | null): Promise<PointReport> {
  return send("POST", at(id, "/place"), recordId === null ? {} : { record_id: recordId });
}

/** Where workers said that points are, and nobody has decided. */
export function readProposals(signal?: AbortSignal): Promise<ProposalList> {
  return get("/api/point-proposals", {}, signal);
}

/** Leaves the point where it is. */
export function refuseProposal(id: string, recordId: string, reason: string): Promise<void> {
  return send("POST", at(id, `/proposals/${encodeURIComponent(recordId)}/refusal`), { reason });
}

export function rotateTag(id: string, form: "print" | "live", reason: string): Promise<PointReport> {
  return send("POST", at(id, "/tag"), { form, reason });
}

export function readRoutes(signal?: AbortSignal): Promise<RouteList> {
  return get("/api/routes", {}, signal);
}

export type StopWanted = { name: string; lat: number | null; lon: number | null };

export function putEscortRoute(route: {
  id: string | null;
  school: string;
  name: string;
  stops: StopWanted[];
}): Promise<void> {
  return send("POST", "/api/escort-routes", route);
}

export function putPatrolRoute(route: {
  id: string | null;
  school?: string;
  name: string;
  kind: string;
  points: string[];
}): Promise<void> {
  return send("POST", "/api/patrol-routes", route);
}

export function takeRoute(kind: "escort" | "patrol", id: string): Promise<void> {
  return send("DELETE", `/api/${kind}-routes/${encodeURIComponent(id)}`);
}

export type Whose = { school?: string | null; station?: string | null; point?: string | null };

export function readTags(whose: Whose, signal?: AbortSignal): Promise<TagList> {
  return get("/api/tags", whose, signal);
}

/** The address of a sheet of tags as a PDF. */
export function sheetAddress(whose: Whose, size: 4 | 8): string {
  const named = Object.entries({ ...whose, size: String(size) }).filter(([, value]) => value);
  return `/api/tags/sheet?${new URLSearchParams(named as [string, string][])}`;
}

/** The key of a point's live code, for a screen; it is noted who opened it. */
export function openLiveKey(id: string): Promise<LiveKeyGiven> {
  return send("POST", at(id, "/live-key"));
}
