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
  forbidden: () => m.problem_forbidden(),
  "page-broken": () => m.problem_page_broken(),
};

function text(argument: string | number | undefined): string {
  return String(argument ?? "");
}

export function problemSentence(problem: Problem): string {
  return (SENTENCES[problem.code] ?? (() => m.problem_other()))(problem.args);
}
