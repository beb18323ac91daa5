// The order of pictures in a form, as pure steps over a list.
type Named = { id: string };

/** One picture a place nearer to the front or to the end; at either it stays. */
export function moved<P extends Named>(list: readonly P[], id: string, by: -1 | 1): P[] {
  const from = list.findIndex((photo) => photo.id === id);
  const to = from + by;
  const copy = [...list];
  const [mover, other] = [copy[from], copy[to]];
  if (!mover || !other) return copy;
  copy[from] = other;
  copy[to] = mover;
  return copy;
}

/** A picture in the place of another, or at the end. */
export function replaced<P extends Named>(list: readonly P[], old: string | null, photo: P): P[] {
  if (list.some((one) => one.id === old)) return list.map((one) => (one.id === old ? photo : one));
  return [...list.filter((one) => one.id !== photo.id), photo];
}
