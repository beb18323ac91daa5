// Each problem code has one sentence that says what happened and what to do next. A code nobody wrote
// a sentence for still gets a true one: that nothing saved was lost.
import type { Problem } from "./bindings";
import { m } from "./paraglide/messages";

type Args = Partial<Record<string, string>>;
type Sentence = (args: Args) => string;

const SENTENCES: Partial<Record<string, Sentence>> = {
  "bad-code": () => m.problem_bad_code(),
  "code-used": () => m.problem_code_used(),
  "code-expired": () => m.problem_code_expired(),
  "code-unknown": () => m.problem_code_unknown(),
  "bad-server-address": () => m.problem_bad_server_address(),
  "not-our-server": () => m.problem_not_our_server(),
  "no-network": () => m.problem_no_network(),
  "server-unreachable": () => m.problem_server_unreachable(),
  "server-upgraded": () => m.problem_server_upgraded(),
  "wrong-pin": ({ left }) => (left ? m.problem_wrong_pin({ left }) : m.problem_wrong_pin_plain()),
  "pin-locked": ({ minutes }) => m.problem_pin_locked({ minutes: minutes ?? "?" }),
  "bad-pin-shape": () => m.problem_bad_pin_shape(),
  "not-an-image": () => m.problem_not_an_image(),
  "image-kind-unread": ({ kind }) => m.problem_image_kind_unread({ kind: kind ?? "?" }),
  "image-empty": () => m.problem_image_empty(),
  "image-odd-jpeg": ({ kind }) => m.problem_image_odd_jpeg({ kind: kind ?? "?" }),
  "image-too-large": (args) => m.problem_image_too_large({ limit: limit(args) }),
  "image-broken": () => m.problem_image_broken(),
  "no-code-found": () => m.problem_no_code_found(),
  "too-many-photos": ({ max }) => (max ? m.problem_too_many_photos({ max }) : m.problem_too_many_photos_plain()),
  "photo-missing": () => m.problem_photo_missing(),
  "photo-damaged": () => m.problem_photo_damaged(),
  "bad-masks": () => m.problem_bad_masks(),
  "gallery-barred": () => m.problem_gallery_barred(),
  "disk-full": () => m.problem_disk_full(),
  "storage-full": () => m.problem_storage_full(),
  "storage-low": ({ megabytes }) => m.problem_storage_low({ megabytes: megabytes ?? "50" }),
  "database-newer": ({ version }) => m.problem_database_newer({ version: version ?? "?" }),
  "database-broken": () => m.problem_database_broken(),
  "home-in-use": () => m.problem_home_in_use(),
  "not-enrolled": () => m.problem_not_enrolled(),
  "already-enrolled": () => m.problem_already_enrolled(),
  "not-day-lead": () => m.problem_not_day_lead(),
  "not-signed-in": () => m.problem_not_signed_in(),
  "unknown-staff": () => m.problem_unknown_staff(),
  "unknown-point": () => m.problem_unknown_point(),
  "unknown-post": () => m.problem_unknown_post(),
  "unknown-school": () => m.problem_unknown_school(),
  "unknown-category": () => m.problem_unknown_category(),
  "text-missing": () => m.problem_text_missing(),
  "text-too-long": ({ max }) => m.problem_text_too_long({ max: max ?? "?" }),
  "text-has-identity": ({ what }) =>
    what === "citizen-number" ? m.problem_text_has_citizen_number() : m.problem_text_has_mobile_number(),
  "record-too-large": () => m.problem_record_too_large(),
  "rescue-no-key": () => m.problem_rescue_no_key(),
  "rescue-file-exists": () => m.problem_rescue_file_exists(),
  "rescue-no-room": () => m.problem_rescue_no_room(),
  "rescue-cannot-write": ({ path }) => m.problem_rescue_cannot_write({ path: path ?? "?" }),
  "device-revoked": () => m.problem_device_revoked(),
  "device-suspended": () => m.problem_device_suspended(),
  "server-busy": () => m.problem_server_busy(),
  "epoch-behind": () => m.problem_epoch_behind(),
  "clock-or-certificate": () => m.problem_clock_or_certificate(),
  "server-cannot-read": () => m.problem_server_cannot_read(),
  "history-fork": () => m.problem_history_fork(),
  "database-set-aside": ({ records }) => m.problem_database_set_aside({ records: records ?? "0" }),
  "mass-delete": () => m.problem_mass_delete(),
  "device-unknown": () => m.problem_device_unknown(),
  "unknown-turn": () => m.problem_unknown_turn(),
  "swap-needs-colleague": () => m.problem_swap_needs_colleague(),
  "swap-with-self": () => m.problem_swap_with_self(),
  "already-requested": () => m.problem_already_requested(),
  "nobody-named": () => m.problem_nobody_named(),
  "named-twice": () => m.problem_named_twice(),
  "abnormal-needs-entry": () => m.problem_abnormal_needs_entry(),
  "lead-closes": ({ name }) => m.problem_lead_closes({ name: name ?? "?" }),
  "unknown-record": () => m.problem_unknown_record(),
  "not-your-record": () => m.problem_not_your_record(),
  "cannot-correct": () => m.problem_cannot_correct(),
  "already-void": () => m.problem_already_void(),
  "reason-missing": () => m.problem_reason_missing(),
  "time-in-future": () => m.problem_time_in_future(),
  "heads-remain": ({ left }) => m.problem_heads_remain({ left: left ?? "?" }),
  "heads-exceed": ({ over }) => m.problem_heads_exceed({ over: over ?? "?" }),
  "nobody-out": () => m.problem_nobody_out(),
  "unknown-route": () => m.problem_unknown_route(),
  "patrol-running": () => m.problem_patrol_running(),
  "no-patrol": () => m.problem_no_patrol(),
  "miss-reasons-needed": ({ left }) => m.problem_miss_reasons_needed({ left: left ?? "?" }),
  "bad-point-number": () => m.problem_bad_point_number(),
  "witness-is-self": () => m.problem_witness_is_self(),
  "witness-without-pin": () => m.problem_witness_without_pin(),
  "fix-too-rough": () => m.problem_fix_too_rough(),
  "cannot-place-points": () => m.problem_cannot_place_points(),
  "miss-needed": () => m.problem_miss_needed(),
  "note-missing": () => m.problem_note_missing(),
  internal: () => m.problem_internal(),
};

/** The most that is allowed of what there is too much of, as a person counts it. */
function limit({ what, max }: Args): string {
  const most = Number(max ?? 0);
  switch (what) {
    case "bytes":
      return m.limit_megabytes({ megabytes: Math.floor(most / 1_000_000) });
    case "pixels":
      return m.limit_pixels({ megapixels: Math.floor(most / 1_000_000) });
    case "pixels a side":
      return m.limit_side({ pixels: most });
    case "seconds of work":
      return m.limit_seconds({ seconds: most });
    default:
      return m.limit_other({ max: most });
  }
}

/** Codes that have a sentence of their own. */
export const KNOWN_PROBLEMS: readonly string[] = Object.keys(SENTENCES);

/** The sentence for a problem. */
export function problemSentence(problem: Problem): string {
  const sentence = SENTENCES[problem.code];
  return sentence ? sentence(problem.args) : m.problem_other();
}

/** The sentence for a bare code, as the sync line and records carry one. */
export function reasonSentence(code: string): string {
  return problemSentence({ code, args: {} });
}
