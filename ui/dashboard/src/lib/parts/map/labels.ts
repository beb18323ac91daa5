// Where names can stand on the map: each tries right, left, above and below its spot and is left out when all are taken.
/** `half` is half of the mark that the name belongs to. */
export type Wanted = { id: string; text: string; x: number; y: number; half?: number };
export type Label = { id: string; text: string; x: number; y: number; anchor: "start" | "end" | "middle" };
export type Area = { left: number; top: number; right: number; bottom: number };

/** Half of a mark, and the room between it and its name. */
const HALF = 5;
const GAP = 6;
/** What the widths below were measured at; the reader's own text may be larger. */
const SIZE = 12;

/**
 * Places as many names as fit, in the order given. A name covers no other name and no spot that has one itself; it covers
 * one of the other `spots` only when there is no better side.
 */
export function placeLabels(
  wanted: readonly Wanted[],
  spots: readonly { x: number; y: number }[],
  box: { width: number; height: number; taken?: readonly Area[]; size?: number },
  most: number,
): Label[] {
  const soft = spots.map((spot) => around(spot));
  const taken = [...wanted.map((want) => around(want, want.half)), ...(box.taken ?? [])];
  const placed: Label[] = [];
  for (const want of wanted) {
    if (placed.length >= most) break;
    const free = sides(want, box.size ?? SIZE).filter(
      ({ area }) => inside(area, box) && !taken.some((other) => overlap(area, other)),
    );
    const covered = (area: Area) => soft.filter((spot) => overlap(area, spot)).length;
    const best = free.sort((a, b) => covered(a.area) - covered(b.area))[0];
    if (!best) continue;
    taken.push(best.area);
    placed.push(best.label);
  }
  return placed;
}

function around({ x, y }: { x: number; y: number }, half = HALF): Area {
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
}

function sides({ id, text, x, y, half = HALF }: Wanted, size: number): { label: Label; area: Area }[] {
  const w = (textWidth(text) * size) / SIZE;
  const gap = half + GAP;
  const at = (anchor: Label["anchor"], lx: number, ly: number, left: number) => ({
    label: { id, text, x: lx, y: ly, anchor },
    area: { left, right: left + w, top: ly - size, bottom: ly + size / 4 },
  });
  return [
    at("start", x + gap, y + size / 3, x + gap),
    at("end", x - gap, y + size / 3, x - gap - w),
    at("middle", x, y - gap, x - w / 2),
    at("middle", x, y + gap + size * 0.8, x - w / 2),
  ];
}

/** At 12 px: a Chinese character is as wide as it is high, others about half. */
export function textWidth(text: string): number {
  return [...text].reduce((sum, char) => sum + (char.charCodeAt(0) > 0x2e7f ? 12 : 6.6), 0);
}

function inside(area: Area, box: { width: number; height: number }): boolean {
  return area.left >= 4 && area.right <= box.width - 4 && area.top >= 4 && area.bottom <= box.height - 4;
}

function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
