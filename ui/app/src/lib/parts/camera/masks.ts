// What a finger covers on a picture, in millionths of the upright picture, as Rust takes it. A tap is a dot, a drag a stroke;
// points that say nothing new are dropped, so that a long stroke stays a short text.
export type Spot = { x: number; y: number };
export type Mask = { shape: "stroke"; points: Spot[]; width: number };

export const UNITS = 1_000_000;
/** Width of the finger's line, of the picture's long side: a face at arm's length, a plate across the street. */
export const WIDTHS = { fine: 45_000, wide: 110_000 } as const;
/** Points nearer than this to the one before are dropped. */
const STEP = 8_000;
const POINTS_MAX = 64;

/** A place on the shown picture as a spot; what lies outside is moved to the edge. */
export function spotAt(x: number, y: number, width: number, height: number): Spot {
  const share = (at: number, side: number) => Math.round(UNITS * Math.min(1, Math.max(0, side === 0 ? 0 : at / side)));
  return { x: share(x, width), y: share(y, height) };
}

/** The stroke with one more point, if that says something new and there is room for it. */
export function extended(mask: Mask, spot: Spot): Mask {
  const last = mask.points.at(-1);
  if (last && Math.hypot(spot.x - last.x, spot.y - last.y) < STEP) return mask;
  if (mask.points.length < POINTS_MAX) return { ...mask, points: [...mask.points, spot] };
  return { ...mask, points: [...mask.points.slice(0, -1), spot] };
}

/** What Rust is told; nothing when nothing is covered. */
export function masksText(masks: readonly Mask[]): string {
  return JSON.stringify(masks);
}
