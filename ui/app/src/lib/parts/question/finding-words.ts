// What was noticed about a record, in words that accuse nobody. A finding nobody wrote a sentence for is left out: the
// question itself says enough.
import { m } from "$lib/paraglide/messages";

const WORDS: Partial<Record<string, () => string>> = {
  impossible_speed: () => m.finding_speed(),
  same_coordinates: () => m.finding_same_position(),
  photo_reused: () => m.finding_photo_twice(),
  scan_burst: () => m.finding_burst(),
  clock_set_back: () => m.finding_clock(),
  mock_position: () => m.finding_mock(),
  crs_suspect: () => m.finding_crs(),
  retired_tag: () => m.finding_retired_tag(),
  foreign_tag: () => m.finding_foreign_tag(),
  parked_phone: () => m.finding_parked(),
  tag_elsewhere: () => m.finding_tag_elsewhere(),
  tag_image_reused: () => m.finding_tag_picture_twice(),
  away_from_post: () => m.finding_away(),
  live_stale: () => m.finding_live_stale(),
  live_invalid: () => m.finding_live_invalid(),
  low_proof: () => m.finding_low_proof(),
  clock_unsure: () => m.finding_clock_unsure(),
};

export function findingWords(reasons: readonly string[]): string[] {
  return [...new Set(reasons.flatMap((reason) => WORDS[reason]?.() ?? []))];
}
