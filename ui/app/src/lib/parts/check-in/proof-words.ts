// What each reason of a proof says, with the thing it is about.
import type { PointDue, Proof, ProofCode, Scan } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";

export type Signal = { ok: boolean; line: string };

const POSITION_WORDS: Partial<Record<ProofCode, (point: PointDue) => string>> = {
  position_inside: (point) => m.proof_position_inside({ radius: point.radiusM }),
  position_outside: (point) => m.proof_position_outside({ radius: point.radiusM }),
  position_missing: () => m.proof_position_missing(),
  position_rough: () => m.proof_position_rough(),
  position_mock: () => m.proof_position_mock(),
  crs_suspect: () => m.proof_position_crs(),
};

const CODE_WORDS: Partial<Record<ProofCode, () => string>> = {
  live_unjudged: () => m.proof_live_unjudged(),
  tag_valid: () => m.proof_tag_valid(),
  tag_retired: () => m.proof_tag_retired(),
  tag_invalid: () => m.proof_tag_invalid(),
};

/** What was read, a tag or a live code; a live code is judged by the server alone, so here it was only read. */
export function codeSignal(proof: Proof | null, scan: Scan | null, pointId: string): Signal {
  if (!scan) return { ok: false, line: m.proof_tag_none() };
  if (scan.kind === "other") return { ok: false, line: m.proof_tag_other() };
  const elsewhere = scan.point !== "" && scan.pointId !== null && scan.pointId !== pointId;
  if (elsewhere) return { ok: false, line: m.proof_tag_elsewhere({ point: scan.point }) };
  const reason = proof?.reasons.find((r) => r.code in CODE_WORDS);
  return { ok: reason?.ok ?? false, line: (reason && CODE_WORDS[reason.code]?.()) ?? m.proof_tag_none() };
}

export function positionSignal(proof: Proof | null, point: PointDue, looking: boolean): Signal {
  const reason = proof?.reasons.find((r) => r.code in POSITION_WORDS);
  if (!reason || (looking && reason.code === "position_missing"))
    return { ok: false, line: m.proof_position_looking() };
  return { ok: reason.ok, line: POSITION_WORDS[reason.code]?.(point) ?? m.proof_position_missing() };
}

/** Pictures of the form; only those taken there and then speak, which is what the proof says. */
export function photoSignal(proof: Proof | null, photos: number): Signal {
  if (photos === 0) return { ok: false, line: m.proof_photo_none() };
  const ok = proof?.reasons.some((r) => r.code === "photo_fresh" && r.ok) ?? false;
  return { ok, line: ok || !proof ? m.proof_photos({ photos }) : m.proof_photo_old() };
}

const REASON_WORDS: Partial<Record<ProofCode, () => string>> = {
  tag_valid: () => m.proof_reason_tag_valid(),
  tag_retired: () => m.finding_retired_tag(),
  tag_invalid: () => m.finding_foreign_tag(),
  live_unjudged: () => m.proof_live_unjudged(),
  live_invalid: () => m.finding_live_invalid(),
  position_inside: () => m.proof_reason_position_inside(),
  position_outside: () => m.proof_reason_position_outside(),
  position_missing: () => m.proof_reason_position_missing(),
  position_rough: () => m.proof_reason_position_rough(),
  position_mock: () => m.finding_mock(),
  crs_suspect: () => m.finding_crs(),
  photo_fresh: () => m.proof_photo(),
  witness: () => m.witness_heading(),
  manual: () => m.proof_reason_manual(),
};

/** Every reason of a saved record's proof on one line: what speaks for it has a tick. */
export function reasonsLine(proof: Proof): string {
  const words = proof.reasons.flatMap((r) => {
    const word = REASON_WORDS[r.code]?.();
    return word ? `${r.ok ? "✓" : "–"} ${word}` : [];
  });
  return words.join(m.list_comma());
}
