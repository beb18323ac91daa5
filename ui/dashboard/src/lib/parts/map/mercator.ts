// Web mercator, the drawing that base maps come in, and which of their pictures lie in a window. North is counted in degrees
// as long as those of longitude, so that the world is a square from -180 to 180.

export const METERS_PER_DEGREE = 111_195;
/** Base maps cut their pictures this large. */
const TILE_PX = 256;
/** Few base maps have nearer pictures; what is nearer is this one, larger. */
const NEAREST = 18;

/** A window: its middle, in degrees and counted northward, and how many of them a pixel is. */
export type View = { lon: number; north: number; perPixel: number; width: number; height: number };
/** A picture by its number, and where its edges are in the window. */
export type Tile = { z: number; x: number; y: number; left: number; top: number; width: number; height: number };

/** How far north a latitude is drawn. */
export function northing(lat: number): number {
  return (Math.asinh(Math.tan((lat * Math.PI) / 180)) * 180) / Math.PI;
}

/** The latitude that is drawn there. */
export function latitude(north: number): number {
  return (Math.atan(Math.sinh((north * Math.PI) / 180)) * 180) / Math.PI;
}

/** The pictures that lie in the window. Edges are whole pixels, and neighbors share them: no gap shows between two. */
export function tilesIn({ lon, north, perPixel, width, height }: View): Tile[] {
  const [west, top] = [lon - (width / 2) * perPixel, north + (height / 2) * perPixel];
  const z = Math.min(NEAREST, Math.max(0, Math.round(Math.log2(360 / (TILE_PX * perPixel)))));
  const count = 2 ** z;
  const side = 360 / count;
  const column = (x: number) => Math.round((x * side - 180 - west) / perPixel);
  const row = (y: number) => Math.round((top - 180 + y * side) / perPixel);
  const numbers = (from: number, to: number) => {
    const [first, last] = [Math.max(0, Math.floor(from / side)), Math.min(count - 1, Math.floor(to / side))];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  };
  return numbers(180 - top, 180 - top + height * perPixel).flatMap((y) =>
    numbers(west + 180, west + 180 + width * perPixel).map((x) => ({
      ...{ z, x, y, left: column(x), top: row(y) },
      ...{ width: column(x + 1) - column(x), height: row(y + 1) - row(y) },
    })),
  );
}

/** The address of a picture. */
export function addressOf(layer: string, { z, x, y }: Tile): string {
  return layer.replace("{z}", `${z}`).replace("{x}", `${x}`).replace("{y}", `${y}`);
}
