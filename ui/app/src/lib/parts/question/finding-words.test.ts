import { expect, test } from "vitest";
import { findingWords } from "./finding-words";

test("what was noticed is said in words, each once, and no bare code", () => {
  const words = findingWords(["impossible_speed", "mock_position", "impossible_speed", "noticed_by_a_later_release"]);
  expect(words).toHaveLength(2);
  for (const line of words) expect(line).not.toMatch(/_/);
});

test("too little proof and a clock nobody set are told to the worker as well", () => {
  const noticed = ["low_proof", "clock_unsure", "away_from_post", "live_stale", "live_invalid", "tag_image_reused"];
  expect(findingWords(noticed)).toHaveLength(noticed.length);
});
