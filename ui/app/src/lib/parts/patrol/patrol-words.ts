// A patrol in words and choices: what kind, how one goes, why a point could not be reached.
import type { Option } from "kit";
import { clock } from "kit/time";
import type { MissReason, PatrolKind, PatrolMethod, RunNow, RunPoint } from "$lib/bindings";
import { dotted } from "$lib/dotted";
import { wordOf } from "$lib/options";
import { m } from "$lib/paraglide/messages";

export const missReasons = (): Option<MissReason>[] => [
  { value: "called_away", word: m.miss_called_away() },
  { value: "locked", word: m.miss_locked() },
  { value: "road_closed", word: m.miss_road_closed() },
  { value: "weather", word: m.miss_weather() },
  { value: "point_gone", word: m.miss_point_gone() },
  { value: "other", word: m.miss_other() },
];

export const patrolKinds = (): Option<PatrolKind>[] => [
  { value: "grid", word: m.patrol_grid() },
  { value: "village_school", word: m.patrol_village_school() },
  { value: "inside", word: m.patrol_inside() },
  { value: "video", word: m.patrol_video() },
];

export const patrolMethods = (): Option<PatrolMethod>[] => [
  { value: "foot", word: m.method_foot() },
  { value: "vehicle", word: m.method_vehicle() },
  { value: "bike", word: m.method_bike() },
  { value: "drone", word: m.method_drone() },
  { value: "video", word: m.method_video() },
];

/** `网格巡逻 · 步巡 · 10:12 开始`. */
export function runLine(run: RunNow): string {
  const kind = wordOf(patrolKinds(), run.kind);
  return dotted(kind, wordOf(patrolMethods(), run.method), m.run_started({ at: clock(run.startedMs) }));
}

/** Points that are still open, nearest first where that is known, then what is settled, as it was planned. */
export function byOpenAndNear(points: readonly RunPoint[]): RunPoint[] {
  const open = points.filter(isOpen);
  const far = (p: RunPoint) => p.point.distanceM ?? Number.POSITIVE_INFINITY;
  return [...open.sort((a, b) => (far(a) === far(b) ? 0 : far(a) - far(b))), ...points.filter((p) => !isOpen(p))];
}

/** `已到 1 个，到不了 1 个，还差 2 个`: every point of the run is in one of the three. */
export function runSum({ points, visited, left }: RunNow): string {
  const missed = points.filter((it) => it.miss !== null).length;
  return missed > 0 ? m.run_sum_missed({ visited, missed, left }) : m.run_sum({ visited, left });
}

export function isOpen({ visitedMs, miss }: RunPoint): boolean {
  return visitedMs === null && miss === null;
}
