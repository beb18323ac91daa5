// Moving things in the order in which they are walked, and how long the walk is.
import { metersBetween, type Place } from "$lib/parts/ground/ground";

/** A copy in which the one at `index` stands one place earlier (-1) or later (1); at the ends nothing moves. */
export function shifted<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const copy = [...list];
  const to = index + by;
  const [moved] = copy.splice(index, 1);
  if (moved === undefined || to < 0 || to > copy.length) return [...list];
  copy.splice(to, 0, moved);
  return copy;
}

/** Meters along these places as the crow flies. */
export function lengthOf(places: readonly Place[]): number {
  return places.reduce((sum, place, index) => {
    const before = places[index - 1];
    return before ? sum + metersBetween(before, place) : sum;
  }, 0);
}

/** The middle of some places. */
export function middleOf(places: readonly Place[]): Place | null {
  if (places.length === 0) return null;
  const mean = (pick: (place: Place) => number) => places.reduce((sum, place) => sum + pick(place), 0) / places.length;
  return { lat: mean((place) => place.lat), lon: mean((place) => place.lon) };
}
