// How demands, visits and runs of a patrol are said; the mark tells the state without its color.
import { m } from "$lib/paraglide/messages";
import type { PatrolDay, PatrolVisit, RunRow } from "$lib/shapes";

export const DEMANDS: Record<NonNullable<PatrolDay["state"]>, { mark: string; word: () => string }> = {
  done: { mark: "✓", word: () => m.demand_done() },
  missed: { mark: "✕", word: () => m.demand_missed() },
  open: { mark: "?", word: () => m.demand_open() },
  due: { mark: "…", word: () => m.demand_due() },
  not_recorded_yet: { mark: "–", word: () => m.demand_not_recorded_yet() },
  later: { mark: "·", word: () => m.demand_later() },
};

export const VISITS: Record<PatrolVisit["believed"], () => string> = {
  accepted: () => m.visit_accepted(),
  needs_review: () => m.visit_needs_review(),
  rejected: () => m.visit_rejected(),
};

/** What a visit proves; who looked by video was not there and proves nothing. */
export function visitProof(visit: PatrolVisit): string {
  return visit.method === "video" ? m.patrol_kind_video() : m.proof_level({ level: visit.level });
}

export const RUNS: Record<RunRow["state"], { tone: "ok" | "wait" | "plain"; word: () => string }> = {
  started: { tone: "wait", word: () => m.run_started() },
  finished: { tone: "ok", word: () => m.run_finished() },
  left_open: { tone: "wait", word: () => m.run_left_open() },
  void: { tone: "plain", word: () => m.run_void() },
};
