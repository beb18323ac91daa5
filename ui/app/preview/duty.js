// The duties of the invented morning: roster, shift, escort, patrol and the office's questions, as the stand-in
// answers them. Loaded by look.mjs between world.js and fake.js.
window.__DUTY = ((scene) => {
  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;
  const now = Date.now();
  const { posts, points, people } = window.__WORLD;
  const school = "龙田中心小学";
  const at = (day, hhmm) => Date.parse(`${day}T${hhmm}:00+08:00`);
  const dayOf = (ms) => new Date(ms + 8 * 60 * MINUTE).toISOString().slice(0, 10);
  const named = (id, lead = false) => {
    const { name, kind } = people.find((p) => p.id === id) ?? { name: id, kind: "teacher" };
    return { staffId: id, name, kind, lead, me: id === "s2" };
  };

  const turn = (days, windowId, kind, start, end, ids, more = {}) => {
    const day = dayOf(now + days * DAY);
    const startMs = at(day, start);
    return {
      postId: "p1",
      post: "东门护学岗",
      school,
      day,
      windowId,
      kind,
      grades: null,
      startMs,
      endMs: at(day, end),
      arriveMs: startMs - 20 * MINUTE,
      phase: days === 0 && kind === "in" ? "now" : "next",
      people: ids.map((id, i) => named(id, i === 0)),
      open: [],
      me: true,
      lead: ids[0] === "s2",
      calledOff: null,
      request: null,
      ...more,
    };
  };
  const request = (days, state, more = {}) => ({
    recordId: "r22",
    postId: "p1",
    post: "东门护学岗",
    day: dayOf(now + days * DAY),
    windowId: "w1",
    kind: "in",
    startMs: null,
    ask: "swap",
    withName: "教师05",
    reason: "sick",
    text: "",
    atMs: now - DAY,
    state,
    note: "",
    ...more,
  });
  const turns = scene.turns ?? [
    turn(0, "w1", "in", "07:20", "08:20", ["s2", "t3", "o1"], { open: [{ kind: "teacher", count: 1 }] }),
    turn(0, "w4", "out", "16:00", "18:10", ["s2", "t5"]),
    turn(1, "w1", "in", "07:20", "08:20", ["t3", "s2"], { request: request(1, "delivered") }),
    turn(2, "w1", "in", "07:20", "08:20", ["s2", "t5"], {
      request: request(2, "accepted", { ask: "leave", reason: "family" }),
    }),
    turn(3, "w1", "in", "07:20", "08:20", ["s2"], { calledOff: { kind: "weather_stop", reason: "台风停课" } }),
    turn(7, "w1", "in", "07:20", "08:20", ["s2", "t3"], {
      grades: "一至三年级",
      request: request(7, "rejected", { note: "那天人手不够，请再商量" }),
    }),
  ];
  if (posts[0] && scene.roster !== false) posts[0].turn = turns[0] ?? null;

  const member = (id, more = {}) => {
    const { me: _, ...who } = named(id);
    return { ...who, lead: false, next: false, rostered: true, onMs: null, offMs: null, recordId: null, ...more };
  };
  const note = (recordId, what, minutes, more = {}) => ({
    recordId,
    what,
    who: "保安02",
    atMs: now - minutes * MINUTE,
    situation: "normal",
    category: null,
    text: "",
    handedTo: "",
    photos: 0,
    state: "saved",
    voided: false,
    ...more,
  });
  const counts = { volunteers: 3, parents: 2, militia: 0, village: 0, others: 0 };
  const nobody = { volunteers: 0, parents: 0, militia: 0, village: 0, others: 0 };
  const called = {
    recordId: "r23",
    who: "保安02",
    atMs: now - 5 * MINUTE,
    present: ["保安02", "民警01"],
    absent: [{ staffId: "t5", name: "教师05", reason: "sick" }],
    headcount: counts,
    vehicles: 1,
    gear: 64,
    weather: "rain",
  };
  const shift = () => ({
    post: { ...posts[0], me: scene.on ? "on" : posts[0].me },
    day: dayOf(now),
    startMs: at(dayOf(now), "07:20"),
    endMs: scene.free ? null : scene.ended ? now - MINUTE : at(dayOf(now), "08:20"),
    team: [
      member("s2", { lead: true, onMs: scene.on ? now - 9 * MINUTE : null }),
      member("t3", { offMs: scene.ended ? now - 2 * MINUTE : null, onMs: scene.ended ? now - 60 * MINUTE : null }),
      member("t5"),
      member("o1", { onMs: now - 7 * MINUTE }),
      member("s1", { rostered: false }),
      member("k1", { rostered: false }),
    ],
    rollCall: scene.called ? called : null,
    log: scene.called
      ? [
          note("r33", "log", 2, {
            category: "traffic",
            situation: "abnormal",
            text: "校门口三车追尾，已疏导",
            handedTo: "民警",
          }),
          note("r32", "log", 3, { category: "stranger", voided: true }),
          note("r23", "roll_call", 5, { situation: null }),
        ]
      : [],
    abnormal: Boolean(scene.called),
    closed: scene.closed ? note("r40", "close", 1) : null,
    lead: "保安02",
    iLead: true,
    mayClose: true,
  });

  const routes = [
    {
      id: "e1",
      schoolId: "s",
      school,
      name: "东线",
      stops: ["公交站", "村口", "镇政府路口"],
      draft: true,
      sheetsToday: 0,
    },
    { id: "e2", schoolId: "s", school, name: "西线", stops: ["农贸市场"], draft: false, sheetsToday: 1 },
  ].map((route) => ({ ...route, stops: route.stops.map((name) => ({ name, lat: null, lon: null })) }));
  const sheet = (recordId, route, out, handed, returned, more = {}) => ({
    recordId,
    schoolId: "s",
    school,
    route,
    atMs: now - 40 * MINUTE,
    who: "教师03",
    out,
    window: "out",
    handed,
    returned,
    remaining: out - handed - returned,
    reason: null,
    situation: "normal",
    note: "",
    state: "delivered",
    voided: false,
    ...more,
  });
  const sheets = [sheet("r22", "西线", 42, 40, 2), sheet("r21", "北线", 18, 16, 0, { reason: "collected_on_the_way" })];
  const form = (out, counts, returned, more = {}) => ({
    schoolId: "s",
    routeId: "e1",
    out,
    handed: routes[0].stops.map(({ name }, i) => ({ stop: name, count: counts[i] ?? 0 })),
    returned,
    reason: null,
    situation: "normal",
    note: "",
    weather: null,
    ...more,
  });
  const drafts = {
    blank: null,
    walking: form(42, [25], 0),
    complete: form(42, [25, 12, 3], 2, { weather: "rain" }),
    exceeded: form(42, [25, 20], 0),
    searching: form(42, [25, 12, 3], 0, { reason: "searching" }),
  };

  const row = (point, more = {}) => ({ point, planned: true, visitedMs: null, result: null, miss: null, ...more });
  const run = () => ({
    runId: "run1",
    routeId: "q1",
    name: "港头北线",
    kind: scene.video ? "video" : "grid",
    method: scene.video ? "video" : "foot",
    startedMs: now - 25 * MINUTE,
    party: nobody,
    points: [
      row(points[3], { visitedMs: now - 20 * MINUTE, result: "normal" }),
      row(points[1], { miss: "locked", result: "unreachable", visitedMs: null }),
      row(points[2]),
      row(points[0]),
    ],
    visited: 1,
    left: 2,
  });

  const rulings = [
    {
      recordId: "r28",
      verdict: "asked",
      reasons: ["impossible_speed", "same_coordinates", "a_code_of_tomorrow"],
      note: "昨天 16:40 你在哪里？",
      atMs: now - 60 * MINUTE,
      record: window.__WORLD.records.find((r) => r.recordId === "r28") ?? null,
      answer: null,
      open: true,
    },
    {
      recordId: "r25",
      verdict: "accepted",
      reasons: [],
      note: "已核实",
      atMs: now - DAY,
      record: window.__WORLD.records.find((r) => r.recordId === "r25") ?? null,
      answer: { recordId: "r30", text: "当时没有信号", atMs: now - DAY, state: "delivered", photos: 1 },
      open: false,
    },
  ];

  const commands = (saved, judge) => ({
    roster: () => ({
      nowMs: now,
      today: dayOf(now),
      mine: turns,
      posts: turns.length
        ? [{ postId: "p1", post: "东门护学岗", school, mine: true, until: dayOf(now + 14 * DAY), turns }]
        : [],
    }),
    swap_choices: () => [
      { staffId: "t3", name: "教师03", kind: "teacher", busy: false },
      { staffId: "s1", name: "保安01", kind: "guard", busy: true },
    ],
    request_roster: () => saved(),
    roster_requests: () => turns.flatMap((t) => t.request ?? []),
    duty_shift: shift,
    roll_call_draft: () => null,
    save_roll_call_draft: () => null,
    duty_roll_call: () => saved(),
    duty_note: () => saved(),
    duty_hand_over: () => saved(),
    duty_close: () => saved(),
    escort: () => ({
      nowMs: now,
      window: "out",
      schools: [{ schoolId: "s", school }],
      routes: scene.noRoutes ? [] : routes,
      sheets,
    }),
    escort_draft: () => drafts[scene.heads ?? "blank"],
    save_escort_draft: () => ({ handed: 0, remaining: 0, needsReason: false }),
    save_escort: () => saved(),
    day_review: () => ({
      schoolId: "s",
      school,
      day: dayOf(now),
      sheets,
      sum: { sheets: 2, out: 60, handed: 56, returned: 2, remaining: 2, abnormal: 0 },
      posts: [
        {
          postId: "p1",
          post: "东门护学岗",
          people: 4,
          firstOnMs: now - 60 * MINUTE,
          lastOffMs: now,
          entries: 3,
          abnormal: 1,
          closed: true,
        },
        {
          postId: "p2",
          post: "西门护学岗",
          people: 0,
          firstOnMs: null,
          lastOffMs: null,
          entries: 0,
          abnormal: 0,
          closed: false,
        },
      ],
      review: scene.reviewed
        ? { recordId: "r41", who: "学校安全员01", atMs: now, situation: "normal", text: "", state: "saved" }
        : null,
    }),
    review_day: () => saved(),
    patrol: () => ({
      nowMs: now,
      run: scene.run ? run() : null,
      routes: [
        { id: "q1", name: "港头北线", unit: "龙田派出所", kind: "grid", points, runsToday: 1 },
        {
          id: "q2",
          name: "村校联防",
          unit: "龙田派出所",
          kind: "village_school",
          points: points.slice(0, 2),
          runsToday: 0,
        },
      ],
      inside: { done: 3, need: 5 },
      due: points.filter((p) => p.due === "now"),
    }),
    start_patrol: () => ({ ...saved(), runId: "run1" }),
    finish_patrol: () => ({ ...saved(), runId: "run1" }),
    void_patrol: () => ({ ...saved(), runId: "run1" }),
    could_not: () => ({ ...saved(), proof: judge({ photoCount: 0 }) }),
    rulings: () => (scene.noQuestions ? [] : rulings),
    answer: () => saved(),
    correct: () => saved(),
    clock_told: () => null,
  });

  /** What a record's page adds. */
  const detail = (row, records) => ({
    corrections:
      row.recordId === "r22"
        ? [
            {
              recordId: "r50",
              change: { what: "time", atMs: now - 30 * MINUTE },
              reason: "当时忘了记",
              who: "保安02",
              atMs: now - MINUTE,
              state: "saved",
            },
          ]
        : [],
    about: row.kind === "correction" ? records[0] : null,
    ruling: rulings.find((it) => it.recordId === row.recordId) ?? null,
    people: row.kind === "duty_on" ? ["教师03", "教师05"] : [],
    witness: row.recordId === "r28" ? "民警01" : "",
    facts:
      row.kind === "escort_sheet"
        ? [
            { name: "out", value: "42" },
            { name: "returned", value: "2" },
            { name: "weather", value: "rain" },
          ]
        : [],
  });

  return { turns, commands, detail };
})(window.__SCENE ?? {});
