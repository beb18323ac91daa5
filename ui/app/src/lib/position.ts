// Where the phone is, by the web view's own interface. A refusal, a silent receiver or a missing
// interface all mean "no position": the caller goes on, because presence is scored and never blocked.
import type { Position } from "./bindings";

/**
 * A fix and when it was taken, so that its age is true at the moment of saving: by the wall clock, and by the page's own,
 * which nobody can set. A wall clock that is set back would make an old fix new again.
 */
export type Fix = { lat: number; lon: number; accuracyM: number; atMs: number; pageMs: number };
/** A moment by both clocks. */
export type Moment = { wallMs: number; pageMs: number };

export const moment = (): Moment => ({ wallMs: Date.now(), pageMs: performance.now() });

/** The newest fix that any page saw, and how good it must be to say where a picture was taken. */
let newest: Fix | null = null;
const HERE_AGE_MS = 60_000;
const HERE_ACCURACY_M = 200;

/** Where the phone is now, if a page found that out a moment ago; nobody is asked for it. */
export function here(): Position | null {
  const at = asPosition(newest, moment());
  return at && at.fixAgeMs <= HERE_AGE_MS && at.accuracyM <= HERE_ACCURACY_M ? at : null;
}

/** How long to hope for a first fix before saying that there is none yet. */
const FIRST_FIX_MS = 12_000;

/** A web view tells neither who gave a fix nor whether it is made up; only an Android program of its own could ask. */
export function asPosition(fix: Fix | null, now: Moment): Position | null {
  if (!fix) return null;
  const { lat, lon, accuracyM, atMs, pageMs } = fix;
  // The page's clock may stand still while the phone sleeps, so the older of the two holds.
  const fixAgeMs = Math.max(0, now.wallMs - atMs, now.pageMs - pageMs);
  return { lat, lon, accuracyM, fixAgeMs, provider: "webview", mock: false };
}

/**
 * Tells each fix, or null once when none came in time or it was refused. Fixes may still follow a null.
 * Answers how to stop; nothing is watched outside the screens that show it.
 */
export function watchFix(tell: (fix: Fix | null) => void): () => void {
  const receiver: Geolocation | undefined = navigator.geolocation;
  if (!receiver) {
    tell(null);
    return () => undefined;
  }
  let found = false;
  const giveUp = setTimeout(() => !found && tell(null), FIRST_FIX_MS);
  const watch = receiver.watchPosition(
    ({ coords, timestamp }) => {
      found = true;
      const { wallMs, pageMs } = moment();
      const age = Math.max(0, wallMs - timestamp);
      const accuracyM = Math.ceil(coords.accuracy);
      newest = { lat: coords.latitude, lon: coords.longitude, accuracyM, atMs: wallMs - age, pageMs: pageMs - age };
      tell(newest);
    },
    () => {
      clearTimeout(giveUp);
      if (!found) tell(null);
    },
    { enableHighAccuracy: true, maximumAge: 10_000, timeout: FIRST_FIX_MS },
  );
  return () => {
    clearTimeout(giveUp);
    receiver.clearWatch(watch);
  };
}

/** Meters between two fixes, good enough across a town. */
export function metersBetween(a: Fix, b: Fix): number {
  const METERS_PER_DEGREE = 111_320;
  const north = (a.lat - b.lat) * METERS_PER_DEGREE;
  const east = (a.lon - b.lon) * METERS_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}
