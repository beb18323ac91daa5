// Where the phone is, by the web view's own interface. A refusal, a silent receiver or a missing
// interface all mean "no position": the caller goes on, because presence is scored and never blocked.
import type { Position } from "./bindings";

/** A fix and when it was taken, so that its age is true at the moment of saving. */
export type Fix = { lat: number; lon: number; accuracyM: number; atMs: number };

/** How long to hope for a first fix before saying that there is none yet. */
const FIRST_FIX_MS = 12_000;

export function asPosition(fix: Fix | null, nowMs: number): Position | null {
  if (!fix) return null;
  const { lat, lon, accuracyM, atMs } = fix;
  return { lat, lon, accuracyM, fixAgeMs: Math.max(0, nowMs - atMs), provider: "webview", mock: false };
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
      tell({
        lat: coords.latitude,
        lon: coords.longitude,
        accuracyM: Math.ceil(coords.accuracy),
        atMs: Math.min(timestamp, Date.now()),
      });
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
