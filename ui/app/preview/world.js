// The invented school morning the stand-in tells of: people, posts, points, records. `window.__SCENE` changes
// the defaults; fake.js answers from it.
window.__WORLD = ((scene) => {
  const MINUTE = 60_000;
  const now = Date.now();

  const person = (id, name, kind, post, hasPin = false, place = "龙田中心小学") => ({
    id,
    name,
    kind,
    post,
    place,
    hasPin,
  });
  const people = scene.people ?? [
    person("s2", "保安02", "guard", "东门门卫"),
    person("s1", "保安01", "guard", "西门门卫"),
    person("t3", "教师03", "teacher", "护导队长"),
    person("t5", "教师05", "teacher", "护导队员"),
    person("o1", "民警01", "officer", "社区民警", true, "龙田派出所"),
    person("k1", "学校安全员01", "school_safety", "安全办主任"),
  ];

  const app = {
    phase: "home",
    org: "福清市护校安园专项行动",
    place: "龙田中心小学",
    deviceNo: "LT-0042",
    me: people[0],
    serverUrl: "https://huxiao.example.cn",
    platform: "mobile",
    version: "0.1.0",
    ...scene.app,
    settings: { language: "zh-CN", elderMode: false, theme: "light", mobileData: "all", ...scene.settings },
  };

  const window1 = { kind: "in", label: "早护学", start: "07:20", end: "08:20", arriveBeforeMin: 10, phase: "now" };
  const posts = scene.posts ?? [
    {
      id: "p1",
      name: "东门护学岗",
      school: "龙田中心小学",
      window: scene.free ? null : window1,
      on: [{ staffId: "o1", name: "民警01", atMs: now - 7 * MINUTE }],
      missing: [{ kind: "teacher", count: 1 }],
      me: "off",
      mine: true,
      turn: null,
    },
    {
      id: "p2",
      name: "西门护学岗",
      school: "龙田中心小学",
      window: { ...window1, kind: "noon_out", label: "午间放学", start: "11:20", end: "12:10", phase: "next" },
      on: [],
      missing: [],
      me: "off",
      mine: true,
      turn: null,
    },
  ];

  const point = (id, pointNo, name, kind, indoor, doneToday, needToday, distanceM, bearing) => ({
    id,
    pointNo,
    typedNo: `${pointNo}-${(Number(pointNo) % 9) + 1}`,
    name,
    school: "龙田中心小学",
    kind,
    indoor,
    doneToday,
    needToday,
    lat: 25.6213,
    lon: 119.4421,
    radiusM: 100,
    minProof: "B",
    distanceM: scene.position ? distanceM : null,
    bearing: scene.position ? bearing : null,
    due: doneToday < needToday ? (indoor && needToday > 1 ? "later" : "now") : "done",
    dueMs: doneToday < needToday ? now + 108 * MINUTE : null,
    overdue: pointNo === "0413" && Boolean(scene.overdue),
    frequency: null,
  });
  const points = scene.points ?? [
    point("c1", "0412", "后围墙巡查点", "perimeter", false, 0, 1, 12, "SE"),
    point("c2", "0413", "配电房", "key_position", true, 0, 1, 80, "N"),
    point("c3", "0414", "学生宿舍楼二层东侧消防通道门口", "key_position", true, 0, 2, 130, "NW"),
    point("c4", "0415", "东门公交站", "surrounding", false, 1, 1, 1340, "W"),
  ];

  const sync = {
    state: "waiting",
    pendingRecords: 3,
    pendingPhotos: 0,
    photosLost: 0,
    lastContactMs: now - 10 * MINUTE,
    oldestPendingMs: now - 40 * MINUTE,
    reason: null,
    nextTryMs: null,
    ...scene.sync,
  };

  const record = (seq, kind, title, detail, minutesAgo, state, more = {}) => ({
    seq,
    recordId: `r${seq}`,
    kind,
    title,
    detail,
    who: "保安02",
    atMs: now - minutesAgo * MINUTE,
    state,
    photosSent: 0,
    photosTotal: 0,
    photosLost: 0,
    reason: null,
    onTime: null,
    what: null,
    voided: false,
    corrected: false,
    verdict: null,
    correctable: kind === "check_in" ? ["void", "time", "text"] : [],
    ...more,
  });
  const records = scene.records ?? [
    record(31, "hazard_report", "龙田中心小学", "东侧围栏缺一根，成人可钻入", 2, "delivered", {
      photosSent: 1,
      photosTotal: 2,
    }),
    record(30, "check_in", "后围墙巡查点", "龙田中心小学", 7, scene.sending ? "sending" : "saved", { photosTotal: 1 }),
    record(29, "duty_on", "东门护学岗", "龙田中心小学", 14, "saved", { onTime: true }),
    record(28, "check_in", "配电房", "龙田中心小学", 40, "delivered"),
    record(27, "duty_off", "东门护学岗", "龙田中心小学", 900, "delivered", { onTime: false }),
    record(26, "hazard_report", "龙田中心小学", "二楼灭火器压力不足", 960, "kept", {
      photosSent: 2,
      photosTotal: 2,
      reason: scene.remark ?? "quarantined",
    }),
    record(25, "check_in", "后围墙巡查点", "龙田中心小学", 980, "delivered", {
      photosSent: 1,
      photosTotal: 2,
      photosLost: 1,
    }),
    record(23, "duty_note", "东门护学岗", "", 985, "delivered", { what: "roll_call" }),
    record(22, "escort_sheet", "东线", "龙田中心小学", 986, "delivered", { corrected: true }),
    record(21, "check_in", "配电房", "", 987, "delivered", { what: "unreachable", voided: true }),
    record(24, "duty_on", "东门护学岗", "龙田中心小学", 990, "delivered", { onTime: true }),
  ];

  const categories = [
    ["PHY", "物防 围墙校门", "Gate, wall, barriers"],
    ["FIR", "消防安全", "Fire safety"],
    ["GAT", "门卫管理", "Gatehouse"],
    ["SUR", "周边治安", "Surroundings"],
    ["TRF", "校车与交通", "Traffic and buses"],
    ["UTL", "水电气与特种设备", "Utilities"],
    ["BLD", "校舍建筑", "Buildings"],
    ["TEC", "技防 监控报警", "Cameras and alarms"],
  ].map(([code, label, labelEn]) => ({ code, label, labelEn }));

  return { app, people, posts, points, sync, records, categories };
})(window.__SCENE ?? {});
