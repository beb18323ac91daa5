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
  forbidden: () => m.problem_forbidden(),
  "page-broken": () => m.problem_page_broken(),
};

export function problemSentence(problem: Problem): string {
  return (SENTENCES[problem.code] ?? (() => m.problem_other()))(problem.args);
}
