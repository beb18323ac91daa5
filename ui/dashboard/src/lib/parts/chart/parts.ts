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

/** Of the points' demands: met, still to be met in time, over and perhaps still to be heard of, missed. */
export function patrolParts(it: DutyReport["patrol"]): Part[] {
  return [
    { key: "done", value: it.met },
    { key: "running", value: running(it) },
    { key: "open", value: it.open },
    { key: "missed", value: it.missed },
  ];
}

/** Demands that have begun and are not over. */
export function running(it: DutyReport["patrol"]): number {
  return it.demands - it.met - it.missed - it.open;
}

export function proofParts(it: DutyReport["patrol"]): Part[] {
  return [
    { key: "proof_a", value: it.proof_a },
    { key: "proof_b", value: it.proof_b },
    { key: "proof_c", value: it.proof_c },
  ];
}
