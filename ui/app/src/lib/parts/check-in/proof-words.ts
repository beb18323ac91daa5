// What each reason of a proof says, with the thing it is about.
import type { PointDue, Proof, ProofCode } from "$lib/bindings";
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

const TAG_WORDS: Partial<Record<ProofCode, () => string>> = {
  live_unjudged: () => m.proof_live_unjudged(),
  tag_valid: () => m.proof_tag_valid(),
  tag_retired: () => m.proof_tag_retired(),
  tag_invalid: () => m.proof_tag_invalid(),
};

export function tagSignal(proof: Proof | null): Signal {
  const reason = proof?.reasons.find((r) => r.code in TAG_WORDS);
  return { ok: reason?.ok ?? false, line: (reason && TAG_WORDS[reason.code]?.()) ?? m.proof_tag_none() };
}

export function positionSignal(proof: Proof | null, point: PointDue, looking: boolean): Signal {
  const reason = proof?.reasons.find((r) => r.code in POSITION_WORDS);
  if (!reason || (looking && reason.code === "position_missing"))
    return { ok: false, line: m.proof_position_looking() };
  return { ok: reason.ok, line: POSITION_WORDS[reason.code]?.(point) ?? m.proof_position_missing() };
}

export function photoSignal(photos: number): Signal {
  return photos > 0 ? { ok: true, line: m.proof_photos({ photos }) } : { ok: false, line: m.proof_photo_none() };
}
