// Turns of the roster and requests about them, in words.
import { clock } from "kit/time";
import type {
  CalledOff,
  DayKind,
  RequestState,
  RosterAsk,
  RosterReason,
  RosterRequestRow,
  RosterTurn,
} from "$lib/bindings";
import type { Option } from "kit";
import { dotted } from "$lib/dotted";
import { m } from "$lib/paraglide/messages";
import { kindWord } from "../person/kind-word";
import { windowKindWord } from "../duty/window-word";

export const asks = (): Option<RosterAsk>[] => [
  { value: "swap", word: m.ask_swap() },
  { value: "leave", word: m.ask_leave() },
];

export const rosterReasons = (): Option<RosterReason>[] => [
  { value: "sick", word: m.roster_reason_sick() },
  { value: "private", word: m.roster_reason_private() },
  { value: "family", word: m.roster_reason_family() },
  { value: "official", word: m.roster_reason_official() },
  { value: "other", word: m.roster_reason_other() },
];

const DAYS: Record<DayKind, () => string> = {
  class: () => m.day_class(),
  no_class: () => m.day_no_class(),
  exam: () => m.day_exam(),
  weather_stop: () => m.day_weather_stop(),
  half: () => m.day_half(),
};

/** `国庆节，不用到岗`. */
export function calledOffWord({ kind, reason }: CalledOff): string {
  return m.turn_called_off({ why: reason || DAYS[kind]() });
}

/** `早护学 07:20–08:20 · 一至三年级`. */
export function turnHeading(turn: RosterTurn): string {
  const span = `${windowKindWord(turn.kind)} ${clock(turn.startMs)}–${clock(turn.endMs)}`;
  return dotted(span, turn.grades);
}

/** `与教师03、教师05 · 保安员还差 1 人`: who stands there with me. */
export function turnTeam(turn: RosterTurn): string {
  const names = turn.people.filter((p) => !p.me).map((p) => p.name);
  const open = turn.open.map(({ kind, count }) => m.duty_missing({ kind: kindWord(kind), count }));
  return dotted(names.length > 0 && m.turn_with({ names: names.join(m.list_comma()) }), ...open);
}

type RequestWord = { tone: "ok" | "wait" | "danger" | "plain"; word: string };

/** Where a request stands. Accepted is the office's word, so it may be green; made is not yet heard. */
export function requestWord(row: RosterRequestRow): RequestWord {
  const states: Record<RequestState, () => RequestWord> = {
    saved: () => ({ tone: "wait", word: m.request_saved() }),
    sending: () => ({ tone: "wait", word: m.request_saved() }),
    delivered: () => ({ tone: "wait", word: m.request_delivered() }),
    asked: () => ({ tone: "wait", word: m.request_asked() }),
    accepted: () => ({ tone: "ok", word: m.request_accepted() }),
    rejected: () => ({ tone: "danger", word: m.request_rejected() }),
    withdrawn: () => ({ tone: "plain", word: m.request_withdrawn() }),
  };
  return states[row.state]();
}

/** `换班，教师05 替 · 生病`. */
export function requestLine(row: RosterRequestRow): string {
  const what = row.ask === "swap" ? m.request_swap({ name: row.withName || "—" }) : m.ask_leave();
  const why = rosterReasons().find((it) => it.value === row.reason)?.word;
  return dotted(what, why, row.text);
}

/** Turns under their day, days without one left out. */
export function byTurnDay(turns: readonly RosterTurn[]): { day: string; turns: RosterTurn[] }[] {
  const days: { day: string; turns: RosterTurn[] }[] = [];
  for (const turn of turns) {
    const last = days.at(-1);
    if (last?.day === turn.day) last.turns.push(turn);
    else days.push({ day: turn.day, turns: [turn] });
  }
  return days;
}

/** The middle of a day in China, for words about the day. */
export function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00+08:00`);
}

/** Whether one may still ask about it: it is mine, it comes, it is held, and nothing is asked yet. */
export function askable(turn: RosterTurn, nowMs: number): boolean {
  const settled = turn.request !== null && turn.request.state !== "withdrawn" && turn.request.state !== "rejected";
  return turn.me && turn.calledOff === null && turn.startMs > nowMs && !settled;
}
