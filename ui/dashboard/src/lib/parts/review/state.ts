// Where a record stands on the review desk.
import { m } from "$lib/paraglide/messages";
import type { ReviewRow } from "$lib/shapes";

export type Verdict = "asked" | "accepted" | "rejected";

export const REVIEWS: Record<ReviewRow["state"], { tone: "ok" | "wait" | "danger" | "plain"; word: () => string }> = {
  open: { tone: "wait", word: () => m.review_open() },
  asked: { tone: "plain", word: () => m.ruling_asked() },
  answered: { tone: "wait", word: () => m.review_has_answer() },
  accepted: { tone: "ok", word: () => m.ruling_accepted() },
  rejected: { tone: "danger", word: () => m.ruling_rejected() },
};

export const SHOWS = ["open", "answered", "asked", "accepted", "rejected"] as const;
export type Show = (typeof SHOWS)[number];
