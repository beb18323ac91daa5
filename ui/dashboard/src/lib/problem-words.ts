// One sentence for each problem code: what happened and what to do next. Never a bare code.
import type { Problem } from "./api";
import { m } from "./paraglide/messages";

const SENTENCES: Record<string, (args: Record<string, string | number>) => string> = {
  "bad-sign-in": () => m.problem_bad_sign_in(),
  "sign-in-empty": () => m.problem_sign_in_empty(),
  "too-many-tries": (args) => m.problem_too_many_tries({ seconds: String(args["seconds"] ?? 60) }),
  "signed-out": () => m.problem_signed_out(),
  "server-unreachable": () => m.problem_server_unreachable(),
  "server-unwell": () => m.problem_server_unwell(),
  "not-our-server": () => m.problem_not_our_server(),
  "bad-question": () => m.problem_bad_question(),
  "not-found": () => m.problem_not_found(),
  "record-unknown": () => m.problem_not_found(),
  "unknown-record": () => m.problem_not_found(),
  "out-of-scope": () => m.problem_not_found(),
  "reason-missing": () => m.problem_reason_missing(),
  "shift-was-held": () => m.problem_shift_was_held(),
  "picture-unreadable": () => m.problem_picture_unreadable(),
  "point-name-missing": () => m.problem_point_name_missing(),
  "point-name-long": (args) => m.problem_point_name_long({ max: text(args["max"]) }),
  "point-radius": (args) => m.problem_point_radius({ min: text(args["min"]), max: text(args["max"]) }),
  "point-visits": (args) => m.problem_point_visits({ max: text(args["max"]) }),
  "point-bands": () => m.problem_point_bands(),
  "point-too-seldom": (args) => m.problem_point_too_seldom({ min: text(args["min"]) }),
  "point-far-from-school": (args) => m.problem_point_far_from_school({ km: text(args["km"]) }),
  "fix-too-rough": () => m.problem_fix_too_rough(),
  "route-name": (args) => m.problem_route_name({ max: text(args["max"]) }),
  "route-stops": (args) => m.problem_route_stops({ max: text(args["max"]) }),
  "route-points": (args) => m.problem_route_points({ max: text(args["max"]) }),
  "route-point-twice": () => m.problem_route_point_twice(),
  "route-far-from-school": (args) => m.problem_route_far_from_school({ km: text(args["km"]) }),
  "no-points": () => m.problem_no_points(),
  "calendar-too-long": () => m.problem_calendar_too_long(),
  "calendar-term-unnamed": (args) => m.problem_calendar_term_unnamed({ line: String(args["line"] ?? "") }),
  "calendar-term-days": (args) => m.problem_calendar_term_days({ line: String(args["line"] ?? "") }),
  "calendar-span-days": (args) => m.problem_calendar_span_days({ line: String(args["line"] ?? "") }),
  "calendar-span-unsaid": (args) => m.problem_calendar_span_unsaid({ line: String(args["line"] ?? "") }),
  "calendar-span-terms": (args) => m.problem_calendar_span_terms({ line: String(args["line"] ?? "") }),
  "changed-meanwhile": () => m.problem_changed_meanwhile(),
  "stays-too-long": (args) => m.problem_stays_too_long({ days: text(args["days"]) }),
  "post-name-missing": () => m.problem_post_name_missing(),
  "post-name-long": (args) => m.problem_post_name_long({ max: text(args["max"]) }),
  "post-need-empty": () => m.problem_post_need_empty(),
  "post-need-many": (args) => m.problem_post_need_many({ max: text(args["max"]) }),
  "post-need-twice": () => m.problem_post_need_twice(),
  "post-too-many": (args) => m.problem_post_too_many({ count: text(args["count"]) }),
  "window-times": () => m.problem_window_times(),
  "window-weekdays": () => m.problem_window_weekdays(),
  "window-margins": (args) => m.problem_window_margins({ minutes: String(args["minutes"] ?? "") }),
  "window-days": () => m.problem_window_days(),
  "window-grades": () => m.problem_window_grades(),
  "window-too-many": (args) => m.problem_window_too_many({ count: String(args["count"] ?? "") }),
  "roster-too-many": (args) => m.problem_roster_too_many({ count: String(args["count"] ?? "") }),
  "roster-not-yours": (args) => m.problem_roster_not_yours({ name: String(args["name"] ?? "") }),
  "roster-twice": (args) => m.problem_roster_twice({ name: String(args["name"] ?? "") }),
  "roster-empty": () => m.problem_roster_empty(),
  "roster-day-over": () => m.problem_roster_day_over(),
  "roster-not-held": () => m.problem_roster_not_held(),
  "roster-not-in-turn": () => m.problem_roster_not_in_turn(),
  "already-decided": () => m.problem_already_decided(),
  "leave-days": () => m.problem_leave_days(),
  forbidden: () => m.problem_forbidden(),
  "page-broken": () => m.problem_page_broken(),
};

function text(argument: string | number | undefined): string {
  return String(argument ?? "");
}

export function problemSentence(problem: Problem): string {
  return (SENTENCES[problem.code] ?? (() => m.problem_other()))(problem.args);
}
