// What the log says of a deed, in the reader's words. The server writes down a code with its values; sentences of earlier
// builds are shown as they were written.
import type { Deed, Told } from "$lib/bindings";
import { m } from "$lib/paraglide/messages";
import { perName, stateName } from "$lib/parts/point/draft";
import { sideName } from "$lib/parts/roster/crew";
import type { Side } from "$lib/shapes";
import { bareName, deviceState, headCount, verdictName, windowName, word } from "$lib/words";

/** The values of a deed by name; one that an entry lacks reads as nothing. */
type Value = (name: string) => string;

const rhythmOf = (v: Value) => m.rhythm({ per: perName(v("per")), count: Number(v("visits")) });
const point = (v: Value) => ({ no: v("no"), name: v("name") });
const ground = (v: Value) => ({ radius: v("radius"), lat: v("lat"), lon: v("lon") });
const school = (v: Value) => bareName(v("school"));
const side = (v: Value) => sideName(v("side") as Side);
const windowOf = (v: Value) => windowName(v("kind"), v("label"));
const hours = (v: Value) => ({ school: school(v), window: windowOf(v), start: v("start"), end: v("end") });
const switched = (value: string) => (value === "true" ? m.deed_on() : m.deed_off());

/** `officer:1,guard:2` in words. */
function needOf(v: Value): string {
  const parts = v("need").split(",").filter(Boolean);
  return headCount(parts.map((one) => ({ kind: one.split(":")[0] ?? "", count: Number(one.split(":")[1]) })));
}

const post = (v: Value) => ({ school: school(v), name: v("name"), need: needOf(v), ...ground(v) });
const span = (v: Value) => ({ first: v("first"), last: v("last") });

function bundle(v: Value): string {
  const counts = {
    no: v("no"),
    new_records: v("new_records"),
    records: v("records"),
    new_photos: v("new_photos"),
    photos: v("photos"),
  };
  return v("late") === "true" ? m.deed_bundle_late(counts) : m.deed_bundle_in(counts);
}

function ruled(v: Value): string {
  if (v("verdict") === "asked") return m.deed_record_asked();
  return v("verdict") === "accepted" ? m.deed_record_accepted() : m.deed_record_rejected();
}

function pictureRules(v: Value): string {
  return m.deed_picture_rules({
    of: bareName(v("of")) || m.deed_offices({ n: v("offices") }),
    gallery: switched(v("gallery")),
    masks: switched(v("masks")),
    stamp: switched(v("stamp")),
    days: v("days"),
  });
}

const WORDS: Record<Deed, (v: Value) => string> = {
  phone_state: (v) => m.deed_phone_state({ no: v("no"), state: deviceState(v("state")), reason: v("reason") }),
  bundle_in: bundle,
  enroll_code: (v) => m.deed_enroll_code({ of: bareName(v("of")), uses: v("uses") }),
  point_made: (v) => m.deed_point_made({ ...point(v), ...ground(v), rhythm: rhythmOf(v) }),
  point_changed: (v) => m.deed_point_changed({ ...point(v), ...ground(v), rhythm: rhythmOf(v) }),
  point_state: (v) => m.deed_point_state({ ...point(v), state: stateName(v("state")), reason: v("reason") }),
  place_refused: (v) => m.deed_place_refused({ ...point(v), reason: v("reason") }),
  points_in: (v) => m.deed_points_in({ lines: v("lines") }),
  points_out: (v) => (v("of") ? m.deed_points_out_of({ of: bareName(v("of")) }) : m.deed_points_out()),
  tag_rotated: (v) =>
    m.deed_tag_rotated({
      ...point(v),
      form: word("tag_form", v("form"), v("form")),
      serial: v("serial"),
      reason: v("reason"),
    }),
  tags_printed: (v) => m.deed_tags_printed({ of: bareName(v("of")), tags: v("tags") }),
  live_key_given: (v) => m.deed_live_key_given({ ...point(v), serial: v("serial") }),
  patrol_route: (v) => m.deed_patrol_route({ name: v("name"), points: v("points") }),
  patrol_route_gone: (v) => m.deed_patrol_route_gone({ name: v("name") }),
  escort_route: (v) => m.deed_escort_route({ school: school(v), name: v("name"), stops: v("stops") }),
  escort_route_gone: (v) => m.deed_escort_route_gone({ school: school(v), name: v("name") }),
  post_made: (v) => m.deed_post_made(post(v)),
  post_changed: (v) => m.deed_post_changed(post(v)),
  post_state: (v) => {
    const said = { school: school(v), name: v("name"), reason: v("reason") };
    return v("state") === "paused" ? m.deed_post_paused(said) : m.deed_post_resumed(said);
  },
  window_made: (v) => m.deed_window_made(hours(v)),
  window_changed: (v) => m.deed_window_changed(hours(v)),
  window_gone: (v) => m.deed_window_gone(hours(v)),
  window_defaults: (v) => m.deed_window_defaults({ school: school(v) }),
  calendar_changed: (v) => m.deed_calendar_changed({ of: bareName(v("of")) }),
  classes_stopped: (v) => m.deed_classes_stopped({ day: v("day"), schools: v("schools"), reason: v("reason") }),
  classes_resumed: (v) => m.deed_classes_resumed({ day: v("day"), schools: v("schools") }),
  district_stopped: (v) => m.deed_district_stopped({ day: v("day"), reason: v("reason") }),
  district_resumed: (v) => m.deed_district_resumed({ day: v("day") }),
  roster_draft: (v) => m.deed_roster_draft({ school: school(v), side: side(v), turns: v("turns") }),
  roster_day: (v) => m.deed_roster_day({ school: school(v), side: side(v), day: v("day") }),
  roster_published: (v) => m.deed_roster_published({ school: school(v), side: side(v) }),
  roster_in: (v) => m.deed_roster_in({ school: school(v), side: side(v), lines: v("lines") }),
  roster_out: (v) => m.deed_roster_out({ school: school(v) }),
  request_ruled: (v) => m.deed_request_ruled({ school: school(v), who: v("who"), verdict: verdictName(v("verdict")) }),
  leave_entered: (v) => m.deed_leave_entered({ who: v("who"), ...span(v) }),
  leave_gone: (v) => m.deed_leave_gone({ who: v("who"), ...span(v) }),
  record_ruled: ruled,
  shift_decided: (v) =>
    m.deed_shift_decided({
      school: school(v),
      post: v("name"),
      day: v("day"),
      window: windowOf(v),
      decision: word("shift", v("decision"), v("decision")),
      reason: v("reason"),
    }),
  day_reviewed: (v) => {
    const said = { school: school(v), day: v("day") };
    return v("verdict") === "sent_back" ? m.deed_day_sent_back(said) : m.deed_day_confirmed(said);
  },
  report_taken: (v) => m.deed_report_taken({ of: bareName(v("of")), ...span(v), format: v("format").toUpperCase() }),
  picture_rules: pictureRules,
};

/** The deed in words. */
export function toldWords(told: Told): string {
  return WORDS[told.deed]((name) => told.args[name] ?? "");
}

/** Where what it was done to is shown, where there is a page for it. */
export function toldPath(told: Told): string | null {
  const { point, device, post, window, day } = told.args;
  if (told.deed === "shift_decided") return `/duty/${post}/${window}/${day}`;
  if (point) return `/points/${point}`;
  return device ? `/devices/${device}` : null;
}
