// Which names stand on a school's ground, and where: what is being set first, then the school, then the points around it as
// far as there is room.
import { m } from "$lib/paraglide/messages";
import { placeLabels, type Label, type Wanted } from "$lib/parts/map/labels";
import type { Ground, Place } from "./ground";

type Named = Place & { id?: string; label: string };

/** What a name may belong to, and what no name should cover. */
export type Things = {
  set: (Named & { meters: number }) | null;
  school: Named | null;
  marks: readonly (Named & { id: string })[];
  traces: readonly Place[];
};

/** How long the scale may be, in pixels. */
export const SCALE_PX = 110;
/** Half of a mark and of the school's sign, and how high the pin stands on the place that is being set. */
const MARK = 7;
const SCHOOL = 11;
const PIN = 29;
/** The buttons in the corner. */
const BUTTONS = { width: 56, height: 96 };

/** The names, the one that is being set with its distance from the school. */
export function namesOn(ground: Ground, { set, school, marks, traces }: Things, size: number): Label[] {
  const { width, height } = ground;
  const pin = set && ground.xy(set);
  const wanted: Wanted[] = [];
  if (set && pin) {
    const meters = set.meters > 0 ? ` · ${m.away_from_school({ n: set.meters })}` : "";
    wanted.push({ id: "set", text: set.label + meters, ...pin });
  }
  if (school) wanted.push({ id: "school", text: school.label, ...ground.xy(school), half: SCHOOL });
  for (const mark of marks) wanted.push({ id: mark.id, text: mark.label, ...ground.xy(mark), half: MARK });
  const taken = [
    { left: width - SCALE_PX - 30, right: width, top: height - 22 - size, bottom: height },
    { left: width - BUTTONS.width, right: width, top: 0, bottom: BUTTONS.height },
    ...(pin ? [{ left: pin.x - SCHOOL, right: pin.x + SCHOOL, top: pin.y - PIN, bottom: pin.y }] : []),
  ];
  const spots = traces.map((trace) => ground.xy(trace));
  return placeLabels(wanted, spots, { width, height, size, taken }, wanted.length);
}
