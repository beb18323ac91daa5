// Where the fix lies to the point it is measured against, in pixels of a small square. When the server does not say in which
// direction, the fix is drawn to the right, and the drawing says nothing about north.
import type { Fix } from "$lib/shapes";

export type Drawing = {
  fix: { x: number; y: number; accuracy: number };
  target: { x: number; y: number; radius: number | null } | null;
  metersPerPixel: number;
  /** Up is north. */
  northUp: boolean;
};

const METERS_PER_DEGREE = 111_195;
/** Something is always around the marks. */
const METERS_MIN = 20;

/** Lays the drawing out in a square of `side` pixels. */
export function layOut(fix: Fix, side: number): Drawing {
  const middle = side / 2;
  const { east, north, northUp } = offset(fix);
  const far = Math.hypot(east, north);
  const reach = Math.max(METERS_MIN, fix.radius_m ?? 0, far + Math.min(fix.accuracy_m, 3 * Math.max(far, METERS_MIN)));
  const metersPerPixel = reach / (middle - 8);
  const px = (meters: number) => meters / metersPerPixel;
  const measured = fix.distance_m !== null;
  return {
    fix: { x: middle + px(east), y: middle - px(north), accuracy: Math.max(3, px(fix.accuracy_m)) },
    target: measured ? { x: middle, y: middle, radius: fix.radius_m ? px(fix.radius_m) : null } : null,
    metersPerPixel,
    northUp,
  };
}

function offset(fix: Fix): { east: number; north: number; northUp: boolean } {
  const { target_lat, target_lon, distance_m } = fix;
  if (distance_m === null) return { east: 0, north: 0, northUp: true };
  if (target_lat === null || target_lon === null) {
    return { east: distance_m, north: 0, northUp: false };
  }
  const north = (fix.lat - target_lat) * METERS_PER_DEGREE;
  const east = (fix.lon - target_lon) * METERS_PER_DEGREE * Math.cos((target_lat * Math.PI) / 180);
  return { east, north, northUp: true };
}
