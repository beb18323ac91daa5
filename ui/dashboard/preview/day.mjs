// One synthetic school morning: who stands where, what was recorded, what phones still hold.
import { DEVICES, POINTS, POSTS, SCHOOLS, person } from "./cast.mjs";
import { events, record, records } from "./records.mjs";

export { events, records };

const MINUTE = 60_000;
export const DATE = "2026-11-23";
const at = (clock) => Date.parse(`${DATE}T${clock}:00+08:00`);
/** The page believes that it is this time; the clock runs on from here. */
export const START = at("07:44");
const started = Date.now();
export const now = () => START + (Date.now() - started);

export const WINDOW = { kind: "in", label: "早护学", start: "07:20", end: "08:20", phase: "now" };
export const WINDOWS = [
  WINDOW,
  { kind: "noon_out", label: "午间放学", start: "11:40", end: "12:20" },
  { kind: "out", label: "晚护学", start: "16:20", end: "17:40" },
].map(({ kind, label, start, end }) => ({ kind, label, start, end }));

const HAZARDS = [
  ["PHY", "东侧围墙有缺口，约 40 厘米，学生可以钻过", "general"],
  ["FIR", "二楼灭火器压力不足，指针在红区", "general"],
  ["TRF", "放学时校门口货车逆行", "suspected_major"],
  ["UTL", "配电箱门锁坏，伸手可及", "suspected_major"],
  ["VEN", "流动摊点占住盲道", "general"],
  ["TEC", "西门摄像头黑屏", "general"],
  ["BLD", "走廊顶棚掉灰，有裂缝", "general"],
];

const SPECIAL = {
  3: "missed",
  7: "silent",
  11: "short",
  15: "silent",
  22: "manned",
  30: "short",
  37: "silent",
  44: "waiting",
  45: "off_hours",
};

function stand(post, index) {
  const state = SPECIAL[index] ?? "manned";
  const present = { missed: 0, silent: 0, short: post.need - 1, waiting: 0, off_hours: 0 }[state] ?? post.need;
  const doubtful = index === 22;
  const people = Array.from({ length: present }, (_, i) => {
    const who = person(index * 5 + i);
    const on = at("06:58") + ((index * 7 + i * 4) % 24) * MINUTE;
    const errMs = doubtful ? 4 * MINUTE : 2_000;
    const recordId = record({
      kind: "duty_on",
      school: post.school,
      place: post.name,
      who,
      atMs: on,
      quality: doubtful ? "D" : "A",
      errMs,
      distance: 12 + ((index * 13) % 60),
      level: "B",
      wallShift: index === 9 ? 38 * MINUTE : 0,
    });
    return {
      ...who,
      on_ms: on,
      off_ms: null,
      quality: doubtful ? "D" : "A",
      lo_ms: on - errMs,
      hi_ms: on + errMs,
      record_id: recordId,
    };
  });
  const last = { silent: at("17:52") - 24 * 60 * MINUTE, missed: at("07:41") }[state] ?? START - (index % 9) * MINUTE;
  return {
    ...post,
    present,
    people,
    state,
    missing: state === "short" ? [{ kind: "teacher", count: 1 }] : [],
    last_contact_ms: last,
  };
}

export const posts = POSTS.map(stand);

export const points = POINTS.map((point, index) => {
  const done = index % 4 === 0 ? 0 : index % 3 === 0 ? point.need : Math.min(point.need, 1);
  const atMs = at("06:20") + ((index * 11) % 80) * MINUTE;
  const level = index % 17 === 5 ? "C" : index % 3 === 0 ? "B" : "A";
  const recordId =
    done === 0
      ? null
      : record({
          kind: "check_in",
          school: point.school,
          place: point.name,
          who: person(index * 3 + 2),
          atMs,
          level,
          distance: level === "C" ? null : 4 + ((index * 17) % 90),
          delayMs: index % 6 === 0 ? 22 * MINUTE : 9_000,
        });
  return { ...point, done, last_ms: done ? atMs : null, last_level: done ? level : null, last_record_id: recordId };
});

HAZARDS.forEach((hazard, index) => {
  const school = SCHOOLS[index * 5].name;
  record({
    kind: "hazard_report",
    school,
    place: school,
    who: person(index * 6 + 2),
    atMs: at("07:36") - index * 19 * MINUTE,
    hazard,
    distance: index % 2 ? null : 30,
  });
});
events.sort((a, b) => b.at_ms - a.at_ms).forEach((event, index) => (event.no = events.length - index));

export const hazards = () =>
  events
    .filter((e) => e.kind === "hazard_report")
    .map((e, index) => ({
      record_id: e.record_id,
      temp_no: `临-${String(900 - index)}`,
      school: e.school,
      town: SCHOOLS.find((s) => s.name === e.school)?.town ?? "",
      category: e.category,
      category_label: e.category_label,
      text: e.text,
      severity: records.get(e.record_id).body.severity,
      at_ms: e.at_ms,
      who: e.who,
      photos_stored: e.photos_stored,
      photos_total: e.photos_total,
    }));

export const devices = DEVICES.map((device, index) => {
  const holds = [7, 15, 37, 20, 28].indexOf(index) + 1;
  return {
    ...device,
    last_contact_ms:
      holds > 0 && holds < 4 ? at("17:52") - (holds * 14 + 8) * 60 * MINUTE : START - ((index * 7) % 50) * MINUTE,
    acked: 120 + index * 37,
    unsent_records: holds ? 31 - holds * 5 : 0,
    unsent_photos: holds ? 6 - holds : 0,
    oldest_unsent_ms: holds ? at("04:40") - (5 - holds) * 11 * 60 * MINUTE : null,
    told_ms: START - ((index * 7) % 50) * MINUTE,
    state: index === 40 ? "suspended" : index === 41 ? "revoked" : "active",
    state_since_ms: index >= 40 ? at("06:10") : null,
    state_reason: index === 40 ? "手机找不到" : index === 41 ? "已收回" : "",
    clock_off_ms: index === 3 ? 38 * MINUTE : index === 12 ? -9 * MINUTE : (index % 5) * 300,
    unread: index === 5 ? 2 : 0,
    rejected: index === 9 ? 3 : 0,
    refused_code: index === 9 ? "bad-seal" : index === 18 ? "fork" : null,
    forked_ms: index === 18 ? at("07:02") : null,
    found_code: index === 21 ? "database_set_aside" : null,
    found_ms: index === 21 ? at("06:40") : null,
    refused_ms: index === 9 || index === 18 ? at("07:02") : null,
  };
});

/** A phone comes back: the first silent or short post is manned. */
export function tap() {
  const post = posts.find((p) => p.state === "silent" || p.state === "short");
  if (!post) return null;
  while (post.people.length < post.need) {
    const who = person(posts.indexOf(post) * 5 + post.people.length + 1);
    const on = now() - 3 * MINUTE;
    const recordId = record({
      kind: "duty_on",
      school: post.school,
      place: post.name,
      who,
      atMs: on,
      level: "B",
      distance: 20,
      delayMs: 3 * MINUTE,
    });
    events[0].no = Math.max(...events.map((e) => e.no)) + 1;
    post.people.push({
      ...who,
      on_ms: on,
      off_ms: null,
      quality: "A",
      lo_ms: on - 2000,
      hi_ms: on + 2000,
      record_id: recordId,
    });
  }
  Object.assign(post, { state: "manned", present: post.need, missing: [], last_contact_ms: now() });
  return post.id;
}

/** One phone with everything about it. */
export function report(id) {
  const device = devices.find((d) => d.id === id);
  if (!device) return null;
  const index = devices.indexOf(device);
  const own = [...records.values()].filter((r) => r.device.id === id);
  const unread = ["quarantined", "unknown"].map((status, n) => ({
    record_id: own[n]?.record_id ?? id,
    status,
    kind: n === 0 ? "check_in" : "unknown",
    kind_number: n === 0 ? 7 : 23,
    kind_version: 1 + n,
    seq: 118 + n,
    bytes: 212 + n * 90,
    wall_ms: at("06:31"),
    received_ms: at("06:40"),
    who: n === 0 ? "保安02" : "",
    detail: n === 0 ? "unexpected type u8 at position 4: expected bytes" : "",
  }));
  return {
    device,
    enrolled_ms: at("07:00") - 40 * 24 * 60 * MINUTE,
    decisions:
      device.state === "active"
        ? []
        : [{ at_ms: at("06:10"), state: device.state, reason: device.state_reason, account: "neiqin01" }],
    late: index === 40 ? 3 : 0,
    may_decide: true,
    unread: device.unread ? unread : [],
    rejected: Array.from({ length: device.rejected }, (_, n) => ({
      code: "bad-seal",
      received_ms: at("07:02") - n * 9 * MINUTE,
      stream_id: id,
      bytes: 4_310 + n * 77,
    })),
    streams: Array.from({ length: index === 18 ? 2 : 1 }, (_, n) => ({
      stream_id: id.replace(/.$/, String(n)),
      opened_ms: at("07:00") - (40 - n * 30) * 24 * 60 * MINUTE,
      records: n === 0 ? device.acked : 14,
      forked_ms: n === 0 && index === 18 ? at("06:52") : null,
      rejected_pushes: n === 0 && index === 18 ? 2 : 0,
    })),
    findings:
      index === 18
        ? ["clock_jumped", "storage_low", "stream_frozen"].map((code, n) => ({
            record_id: own[n]?.record_id ?? code,
            code,
            amount: [-38 * MINUTE, 210, 14][n],
            subject: null,
            detail: "",
            at_ms: at("06:40") - n * 11 * MINUTE,
            received_ms: at("06:52"),
          }))
        : [],
    clock: {
      looked_at: 80,
      qualities: [
        { quality: "A", records: 61 },
        { quality: "B", records: 4 },
        { quality: "C", records: 9 },
        { quality: "D", records: 6 },
      ],
      findings: own.slice(0, 2).map((r, n) => ({
        record_id: r.record_id,
        kind: r.kind,
        best_ms: r.time.best_ms,
        wall_ms: r.time.best_ms + (n === 0 ? 38 : -9) * MINUTE,
        err_ms: 2_000,
        quality: "A",
        jumped: n === 0,
      })),
    },
  };
}

/** All pictures of the morning. */
export function gallery(query) {
  const kind = query.get("kind");
  const q = query.get("q") ?? "";
  const wanted = events.filter((e) => (!kind || e.kind === kind) && e.school.includes(q)).sort((a, b) => b.no - a.no);
  const photos = wanted.flatMap((e) =>
    records.get(e.record_id).photos.map(({ photo_id, sha256, width, height, stored, thumb_stored, lost }) => ({
      ...{ photo_id, sha256, width, height, stored, thumb_stored, lost },
      ...{ record_id: e.record_id, no: e.no, kind: e.kind, school: e.school, who: e.who },
      ...{ text: e.text ?? e.place, at_ms: e.at_ms, quality: e.quality },
    })),
  );
  return { photos: photos.slice(0, 60), next: null };
}

/** Pictures to compare those of a record with. */
export function beside(recordId) {
  const of = events.find((e) => e.record_id === recordId);
  const others = gallery(new URLSearchParams()).photos.filter((it) => it.record_id !== recordId);
  const school = others.filter((it) => it.school === of?.school);
  const place = school.filter((it) => it.kind === of?.kind && it.text === (of?.text ?? of?.place));
  return { chain: [], place, school: school.filter((it) => !place.includes(it)), next: null };
}
