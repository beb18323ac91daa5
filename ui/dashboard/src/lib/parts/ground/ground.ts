// A school's ground on a map: WGS-84 to pixels and back, north up, in web mercator, so that a base map lies right under it.
// Distances are measured as on flat ground; a few kilometers are flat enough for that.
import { latitude, METERS_PER_DEGREE, northing, type View } from "$lib/parts/map/mercator";

export type Place = { lat: number; lon: number };
export type XY = { x: number; y: number };

/** The nearest and the farthest one can look, in meters from edge to edge. */
const ACROSS_MIN = 120;
const ACROSS_MAX = 40_000;

export class Ground {
  constructor(
    readonly center: Place,
    readonly metersPerPixel: number,
    readonly width: number,
    readonly height: number,
  ) {}

  xy(place: Place): XY {
    const { lon, north, perPixel } = this.view;
    return {
      x: this.width / 2 + (place.lon - lon) / perPixel,
      y: this.height / 2 - (northing(place.lat) - north) / perPixel,
    };
  }

  place({ x, y }: XY): Place {
    const { lon, north, perPixel } = this.view;
    return {
      lat: latitude(north + (this.height / 2 - y) * perPixel),
      lon: lon + (x - this.width / 2) * perPixel,
    };
  }

  /** What lies in the window. */
  get view(): View {
    const { center, width, height } = this;
    const perPixel = this.metersPerPixel / (METERS_PER_DEGREE * Math.cos((center.lat * Math.PI) / 180));
    return { lon: center.lon, north: northing(center.lat), perPixel, width, height };
  }

  /** The same ground looked at from nearer (above 1) or farther away. */
  zoomed(by: number): Ground {
    const across = this.metersPerPixel * this.width;
    const wanted = Math.min(ACROSS_MAX, Math.max(ACROSS_MIN, across / by));
    return new Ground(this.center, wanted / this.width, this.width, this.height);
  }

  /** In another window: what was to be seen before is still to be seen. */
  resized(width: number, height: number): Ground {
    const across = this.metersPerPixel * Math.min(this.width, this.height);
    return new Ground(this.center, across / Math.max(1, Math.min(width, height)), width, height);
  }
}

/** A ground around `center` on which all these places can be seen. */
export function around(center: Place, places: readonly Place[], width: number, height: number): Ground {
  const reach = places.reduce((far, place) => {
    const { east, north } = offset(center, place);
    return Math.max(far, Math.abs(east) / (width / 2 - 40), Math.abs(north) / (height / 2 - 40));
  }, 0);
  const least = ACROSS_MIN / Math.max(1, Math.min(width, height));
  return new Ground(center, Math.max(reach, least), width, height);
}

/** Meters from one place to another, eastward and northward. */
export function offset(from: Place, to: Place): { east: number; north: number } {
  const east = (to.lon - from.lon) * METERS_PER_DEGREE * Math.cos((from.lat * Math.PI) / 180);
  return { east, north: (to.lat - from.lat) * METERS_PER_DEGREE };
}

/** The place so many meters to the east and north. */
export function moved(from: Place, east: number, north: number): Place {
  return {
    lat: from.lat + north / METERS_PER_DEGREE,
    lon: from.lon + east / (METERS_PER_DEGREE * Math.cos((from.lat * Math.PI) / 180)),
  };
}

export function metersBetween(a: Place, b: Place): number {
  const { east, north } = offset(a, b);
  return Math.hypot(east, north);
}

/** Seven decimals of a degree: a centimeter, and what the server keeps. */
export function rounded(place: Place): Place {
  return { lat: Math.round(place.lat * 1e7) / 1e7, lon: Math.round(place.lon * 1e7) / 1e7 };
}

/** Reads `25.7213`, `119.384`; or both from one pasted text, in either order, because maps differ in that. */
export function readPlace(text: string): Place | null {
  const numbers = text
    .split(/[^\d.+-]+/)
    .filter((part) => part !== "")
    .map(Number);
  const [a, b] = numbers;
  if (numbers.length !== 2 || a === undefined || b === undefined || !Number.isFinite(a) || !Number.isFinite(b))
    return null;
  // No latitude is above 90, and no place of China lies west of 70 degrees.
  const place = Math.abs(a) > 90 || (a > 70 && b < 60) ? { lat: b, lon: a } : { lat: a, lon: b };
  return Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180 ? place : null;
}
