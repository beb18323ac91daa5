// Geometry of a stacked bar: each part its share of the whole, in whole per mille so that nothing is drawn twice.
export type Part = { key: string; value: number };
export type Drawn = { key: string; value: number; start: number; size: number };

/** The parts of a bar of width 1000; a part that occurs is never thinner than 4, so that one of a thousand is seen. */
export function stack(parts: readonly Part[], whole: number): Drawn[] {
  if (whole <= 0) return [];
  const shown = parts.filter((part) => part.value > 0);
  const raw = shown.map((part) => Math.max(4, (part.value / whole) * 1000));
  const total = raw.reduce((sum, size) => sum + size, 0);
  const scale = total > 1000 ? 1000 / total : 1;
  let start = 0;
  return shown.map((part, index) => {
    const size = (raw[index] ?? 0) * scale;
    const drawn = { ...part, start, size };
    start += size;
    return drawn;
  });
}
