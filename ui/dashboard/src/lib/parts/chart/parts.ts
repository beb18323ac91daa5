// The parts of the report's figures, as bars show them. They add up to what was due.
import type { DutyReport } from "$lib/shapes";
import type { Part } from "./bars";

export function shiftParts(it: DutyReport["shifts"]): Part[] {
  return [
    { key: "full", value: it.full },
    { key: "short", value: it.held - it.full },
    { key: "pending", value: it.pending },
    { key: "silent", value: it.silent },
    { key: "missed", value: it.missed },
  ];
}

export function patrolParts(it: DutyReport["patrol"]): Part[] {
  return [
    { key: "done", value: it.done },
    { key: "open", value: Math.max(0, it.due - it.done - missedVisits(it)) },
    { key: "missed", value: missedVisits(it) },
  ];
}

/** Visits that are missing at demands that are over for good, at most as many as are missing at all. */
function missedVisits(it: DutyReport["patrol"]): number {
  return Math.min(it.missed, it.due - it.done);
}

export function proofParts(it: DutyReport["patrol"]): Part[] {
  return [
    { key: "proof_a", value: it.proof_a },
    { key: "proof_b", value: it.proof_b },
    { key: "proof_c", value: it.proof_c },
  ];
}
