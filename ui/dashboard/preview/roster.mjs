// School days and rosters of one synthetic school, for looking at the pages: a year, its windows, a week with everything
// that can be wrong in it, and requests in every state.
import { id } from "./cast.mjs";
import * as day from "./day.mjs";

const DAY = 86_400_000;
const iso = (ms) => new Date(ms).toISOString().slice(0, 10);
const TODAY = day.DATE;
const MONDAY = iso(Date.parse(TODAY) - ((new Date(TODAY).getUTCDay() + 6) % 7) * DAY);
const weekday = (date) => (new Date(date).getUTCDay() + 6) % 7;
const plus = (date, days) => iso(Date.parse(date) + days * DAY);

export const SCHOOL = { code: "2135810001", name: "龙田镇中心中学（测试）", town: "龙田镇", station: "龙田派出所" };

const span = (first, last, kind, reason, more = {}) => ({
  first,
  last,
  kind,
  reason,
  follows: null,
  until_min: null,
  ...more,
});
const DISTRICT = {
  terms: [
    { name: "2026—2027学年第一学期", first: "2026-09-01", last: "2027-01-29" },
    { name: "2026—2027学年第二学期", first: "2027-02-22", last: "2027-07-07" },
  ],
  spans: [
    span("2026-09-20", "2026-09-20", "class", "国庆调休（补周二课）", { follows: 1 }),
    span("2026-09-25", "2026-09-27", "no_class", "中秋节"),
    span("2026-10-01", "2026-10-07", "no_class", "国庆节"),
    span("2026-10-10", "2026-10-10", "class", "国庆调休（补周三课）", { follows: 2 }),
    span("2027-01-01", "2027-01-03", "no_class", "元旦"),
    span("2027-04-03", "2027-04-05", "no_class", "清明节"),
    span("2027-05-01", "2027-05-05", "no_class", "劳动节"),
  ],
};
const OWN = [
  span("2026-11-12", "2026-11-13", "exam", "期中考试"),
  span("2026-12-31", "2026-12-31", "half", "元旦前半天", { until_min: 690 }),
  span("2026-11-17", "2026-11-17", "weather_stop", "台风"),
];

export function calendar(query) {
  const school = query.get("school");
  const year = Number(query.get("year") ?? 2026);
  const spans = school ? [...DISTRICT.spans, ...OWN] : DISTRICT.spans;
  const days = [];
  for (let date = `${year}-09-01`; date < `${year + 1}-09-01`; date = plus(date, 1)) {
    const it = spans.findLast((held) => held.first <= date && date <= held.last);
    const inTerm = DISTRICT.terms.some((term) => term.first <= date && date <= term.last);
    days.push({
      day: date,
      kind: it?.kind ?? (inTerm ? "class" : "no_class"),
      weekday: it?.follows ?? weekday(date),
      until_min: it?.until_min ?? null,
      reason: it?.reason ?? "",
      windows: it || weekday(date) > 4 ? 0 : 5,
      in_term: inTerm,
    });
  }
  return {
    school,
    name: school ? SCHOOL.name : "福清市教育局（测试）",
    year,
    today: TODAY,
    may_edit: true,
    may_stop: true,
    may_stop_district: !school,
    stopped_today: false,
    example: !school,
    rev: 3,
    changed_ms: day.now() - 3 * DAY,
    changed_by: school ? "school01" : "demo",
    terms: school ? [] : DISTRICT.terms,
    spans: school ? OWN : DISTRICT.spans,
    district_terms: school ? DISTRICT.terms : [],
    district_spans: school ? DISTRICT.spans : [],
    days,
    towns: [{ code: "350181100", name: "龙田镇" }],
  };
}

const WINDOWS = [
  ["in", "早护学", 410, 480, 31],
  ["night", "夜间值守", 480, 1040, 31],
  ["out", "晚护学", 1040, 1100, 31, { grades: "初一、初二" }],
  ["evening", "晚自习", 1280, 1320, 15],
  ["night", "夜间值守", 1320, 1850, 7],
  ["noon_out", "午间放学", 680, 740, 31, { exam_only: true }],
].map(([kind, label, start_min, end_min, weekdays, more]) => ({
  ...{ id: id(), kind, label, start_min, end_min, weekdays, arrive_before_min: 20, leave_after_min: 20 },
  ...{ grades: "", from: null, to: null, exam_only: false, ...more },
}));

/** One post as it usually is, one that is paused. */
export function posts() {
  const { code, name } = SCHOOL;
  const need = { officer: 1, guard: 1, teacher: 2 };
  const asks = (gate) => ({
    name: `${gate}护学岗`,
    gate,
    lat: 25.7,
    lon: 119.4,
    radius_m: 100,
    requirement: Object.entries(need).map(([kind, count]) => ({ kind, count })),
  });
  const post = (id, gate, reason) => ({ id, asks: asks(gate), paused: reason !== "", reason });
  const shown = [post("p1", "东门", ""), post("p2", "南门", "校门施工")];
  return { school: code, name, may_edit: true, posts: shown, usual: asks("正门") };
}

export function windows() {
  const at = (days, minute) => Date.parse(`${plus(MONDAY, days)}T00:00:00+08:00`) + minute * 60_000;
  const gaps = [1, 2, 3].flatMap((n) => [{ from_ms: at(n, 1100), to_ms: at(n, 1280) }]);
  gaps.push({ from_ms: at(3, 1320), to_ms: at(4, 410) });
  const { code, name } = SCHOOL;
  return { school: code, name, kind: "junior", boarders: 386, may_edit: true, windows: WINDOWS, gaps };
}

const STAFF = [
  ...["保安01", "保安02"].map((name) => [name, "guard", "门卫"]),
  ...["教师01", "教师02", "教师03", "教师04"].map((name) => [name, "teacher", "护导队员"]),
  ["安全员01", "school_safety", "安全主任"],
  ...["民警01", "民警02"].map((name) => [name, "officer", "社区民警"]),
].map(([name, kind, post]) => ({
  id: id(),
  name,
  kind,
  post,
  side: kind === "officer" ? "police" : "school",
  leaves: [],
}));
const who = (name) => STAFF.find((it) => it.name === name);
who("教师04").leaves.push({ id: id(), first: plus(MONDAY, 2), last: plus(MONDAY, 3), reason: "培训" });
const POST = { id: id(), name: "正门护学岗" };
const SHOWN = WINDOWS.filter((it) => !it.exam_only);

function cell(window, n) {
  if (!(window.weekdays & (1 << n))) return null;
  const names =
    window.kind === "night" ? ["保安01"] : [`教师0${1 + (n % 4)}`, `教师0${1 + ((n + 1) % 4)}`, `保安0${1 + (n % 2)}`];
  if (window.kind === "in" && n < 2) names.push("民警01");
  const away = n === 2 || n === 3 ? names.filter((name) => name === "教师04") : [];
  const open = window.kind === "night" || names.includes("民警01") ? [] : [{ kind: "officer", count: 1 }];
  return {
    planned: window.kind !== "evening" || n > 0,
    staff:
      window.kind === "evening" && n === 0
        ? []
        : names.filter((name) => !away.includes(name)).map((name) => who(name).id),
    away: away.map((name) => who(name).id),
    open: window.kind === "evening" && n === 0 ? [] : open,
    excepted: window.kind === "out" && n === 4,
    reason: window.kind === "out" && n === 4 ? "家长会，加派一人" : "",
  };
}

export function roster(query) {
  const conflict = (kind, n, window, more) => ({
    ...{ kind, post_id: POST.id, post: POST.name, day: plus(MONDAY, n), window_id: SHOWN[window].id },
    ...{ staff_id: null, name: "", other: "", missing: [], ...more },
  });
  return {
    school: SCHOOL.code,
    name: SCHOOL.name,
    week: MONDAY,
    today: TODAY,
    draft: query.get("edition") === "draft",
    plans: "school",
    days: [0, 1, 2, 3, 4, 5, 6].map((n) => ({ day: plus(MONDAY, n), kind: "class", weekday: n, reason: "" })),
    windows: SHOWN,
    posts: [
      {
        ...POST,
        requirement: [
          { kind: "officer", count: 1 },
          { kind: "guard", count: 1 },
          { kind: "teacher", count: 2 },
        ],
        rev_school: 4,
        rev_police: 2,
        rows: SHOWN.map((it) => ({ window_id: it.id, cells: [0, 1, 2, 3, 4, 5, 6].map((n) => cell(it, n)) })),
      },
    ],
    staff: STAFF,
    sides: ["school", "police"].map((side) => ({
      side,
      changed_ms: day.now() - 2 * DAY,
      changed_by: side === "school" ? "school01" : "leader01",
      published_ms: day.now() - 3 * DAY,
      published_by: side === "school" ? "school01" : "leader01",
      differs: side === "school",
    })),
    gaps: [],
    conflicts: [
      conflict("two_places", 0, 0, { staff_id: who("民警01").id, name: "民警01", other: "龙田镇第一小学 正门护学岗" }),
      conflict("on_leave", 2, 0, { staff_id: who("教师04").id, name: "教师04" }),
      conflict("not_enough", 2, 0, { missing: [{ kind: "teacher", count: 1 }] }),
    ],
  };
}

const request = (who_, verdict, more) => ({
  ...{ record_id: id(), ask: "swap", reason: "sick", text: "", who: who_, who_kind: "teacher", with: "教师03" },
  ...{ school: SCHOOL.name, school_code: SCHOOL.code, post: POST.name, day: plus(TODAY, 1), window: "in" },
  ...{ start: "06:50", end: "08:00", at_ms: day.now() - DAY / 3, verdict, note: "", mine: true },
  ...{ decided_ms: verdict ? day.now() - DAY / 8 : null, decided_by: verdict ? "school01" : "", ...more },
});
const REQUESTS = [
  request("教师01", null, { text: "发烧，去医院" }),
  request("民警02", null, {
    who_kind: "officer",
    ask: "leave",
    with: "",
    reason: "official",
    text: "分局培训",
    mine: false,
  }),
  request("教师02", "asked", { ask: "leave", with: "", reason: "family", note: "哪一天回来？" }),
  request("保安02", "accepted", { who_kind: "guard", with: "保安01", reason: "private", note: "同意" }),
  request("教师04", "rejected", { reason: "other", text: "想早点走", note: "当天没有人能顶" }),
];

export function requests(query) {
  const state = query.get("state") ?? "all";
  const open = (it) => it.verdict === null || it.verdict === "asked";
  const rows = REQUESTS.filter((it) => state === "all" || open(it) === (state === "open"));
  return { requests: rows, next: null, open: REQUESTS.filter(open).length };
}
