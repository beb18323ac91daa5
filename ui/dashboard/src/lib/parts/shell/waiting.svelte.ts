// What waits for the office behind a page of the menu, as far as the server can be asked: records and places of points on the review desk,
// requests that are mine to decide, open hazards, phones of which something lies set aside. A count that could not be read
// yet is not shown, rather than shown as none.
import { readBoard, readDevices, readReviews, readRosterRequests } from "$lib/api";
import type { DeviceRow, ProposalRow, ReviewList, RosterRequestRow } from "$lib/bindings";
import { live, type Tag } from "$lib/live.svelte";
import { readProposals } from "$lib/points-api";
import { Reading } from "$lib/reading.svelte";

/** How many, and whether there may be more than were read. */
export type Waiting = { count: number; more: boolean };

type Source = {
  ask: (signal: AbortSignal) => Promise<Waiting>;
  tags: readonly Tag[];
  /** News within this time cost one question: the answers of a large unit are long. */
  gatherMs: number;
};

const exactly = (count: number): Waiting => ({ count, more: false });

/** What the desk has to decide: what is open, and what the worker has answered. */
export function toReview({ counts, may_rule }: Pick<ReviewList, "counts" | "may_rule">): number {
  return may_rule ? (counts["open"] ?? 0) + (counts["answered"] ?? 0) : 0;
}

/** Places of points that wait for me. */
export function toPlace(proposals: readonly Pick<ProposalRow, "may_set">[]): number {
  return proposals.filter(({ may_set }) => may_set).length;
}

/** Requests that wait for this office; an asked one waits for its answer and can be decided all the same. */
export function toDecide(rows: readonly Pick<RosterRequestRow, "mine">[]): number {
  return rows.filter(({ mine }) => mine).length;
}

/** Phones of which records are not understood, or whose last upload was not taken. */
export function setAside(devices: readonly Pick<DeviceRow, "unread" | "refused_code">[]): number {
  return devices.filter(({ unread, refused_code }) => unread > 0 || refused_code !== null).length;
}

const SOURCES: Record<string, Source> = {
  "/reviews": {
    ask: async (signal) => {
      const records = toReview(await readReviews({ show: "open", before: null }, signal));
      return exactly(records + toPlace((await readProposals(signal)).proposals));
    },
    tags: ["reviews", "check_ins", "duty"],
    gatherMs: 2_000,
  },
  "/roster-requests": {
    ask: async (signal) => {
      const { requests, next } = await readRosterRequests({ state: "open", q: null, before: null }, signal);
      return { count: toDecide(requests), more: next !== null };
    },
    tags: ["rosters"],
    gatherMs: 2_000,
  },
  "/hazards": {
    ask: async (signal) => exactly((await readBoard({}, signal)).totals.open_hazards),
    tags: ["hazards"],
    gatherMs: 10_000,
  },
  "/devices": {
    ask: async (signal) => exactly(setAside((await readDevices(signal)).devices)),
    tags: ["devices"],
    gatherMs: 60_000,
  },
};

/** Keeps one count up to date for as long as the component that asks for it lives. */
function counted({ ask, tags, gatherMs }: Source): Reading<Waiting> {
  const made = new Reading(ask);
  $effect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void made.reread();
      }, gatherMs);
    };
    void made.ask();
    const unfollow = live.follow(tags, later);
    return () => {
      clearTimeout(timer);
      unfollow();
      made.stop();
    };
  });
  return made;
}

/** The counts by the path of their page, for a component. */
export function waiting(): (path: string) => Waiting | null {
  const readings = new Map(Object.entries(SOURCES).map(([path, source]) => [path, counted(source)]));
  return (path) => readings.get(path)?.value ?? null;
}
