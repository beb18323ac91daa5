// A small map: posts as WGS-84 says, drawn in web mercator, in which a meter is as long northward as eastward and a base map
// lies right under them. Names stand only where they fit, those in need first.
import { latitude, METERS_PER_DEGREE, northing, type View } from "./mercator";

export type Spot = { id: string; lat: number; lon: number };
export type Box = { width: number; height: number; pad: number };
export type Placed<S> = { spot: S; x: number; y: number };
export type Scale = { metersPerPixel: number; view: View; place: <S extends Spot>(spots: readonly S[]) => Placed<S>[] };

/** A single school still gets a neighborhood around it, not a dot in the void. */
const METERS_ACROSS_MIN = 400;
/** Two posts of one school must both be seen and clicked. */
const APART_PX = 11;
/** With more posts than this the marks are small and keep their true places more closely. */
export const CROWDED = 150;

/** Fits all spots into the box. */
export function fit(spots: readonly Spot[], box: Box): Scale {
  const norths = spots.map((s) => northing(s.lat));
  const lons = spots.map((s) => s.lon);
  const [north0, lon0] = [middle(norths), middle(lons)];
  const metersPerDegree = METERS_PER_DEGREE * Math.cos((latitude(north0) * Math.PI) / 180);
  const span = (values: readonly number[]) =>
    Math.max(Math.max(...values) - Math.min(...values), METERS_ACROSS_MIN / metersPerDegree);
  const room = (side: number) => Math.max(1, side - 2 * box.pad);
  const perPixel = Math.max(span(lons) / room(box.width), span(norths) / room(box.height));
  return {
    metersPerPixel: perPixel * metersPerDegree,
    view: { lon: lon0, north: north0, perPixel, width: box.width, height: box.height },
    place: (these) =>
      apart(
        these.length > CROWDED ? APART_PX / 2 : APART_PX,
        these.map((spot) => ({
          spot,
          x: box.width / 2 + (spot.lon - lon0) / perPixel,
          y: box.height / 2 - (northing(spot.lat) - north0) / perPixel,
        })),
      ),
  };
}

function middle(values: readonly number[]): number {
  return values.length === 0 ? 0 : (Math.max(...values) + Math.min(...values)) / 2;
}

/** Moves a spot that would cover an earlier one around it until it is free; at most one turn. */
function apart<S>(distance: number, placed: Placed<S>[]): Placed<S>[] {
  const done: Placed<S>[] = [];
  for (const one of placed) {
    let { x, y } = one;
    for (let turn = 0; turn < 8 && done.some((d) => Math.hypot(d.x - x, d.y - y) < distance - 1); turn += 1) {
      x = one.x + distance * Math.cos((turn * Math.PI) / 4);
      y = one.y + distance * Math.sin((turn * Math.PI) / 4);
    }
    done.push({ ...one, x, y });
  }
  return done;
}

/** The longest round distance that is no longer than `pixels` on this map. */
export function scaleBar(metersPerPixel: number, pixels: number): { meters: number; pixels: number } {
  const room = metersPerPixel * pixels;
  const power = 10 ** Math.floor(Math.log10(room));
  const meters = ([5, 2, 1].find((step) => step * power <= room) ?? 1) * power;
  return { meters, pixels: meters / metersPerPixel };
}
