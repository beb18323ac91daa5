// A scripted stand-in for the Rust side, for looking at the pages without the program. It is loaded by
// look.mjs before the page's own script and never built into the app. `window.__SCENE` changes the defaults.
(() => {
  const MINUTE = 60_000;
  const now = Date.now();
  const scene = window.__SCENE ?? {};

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
      window: window1,
      on: [{ staffId: "o1", name: "民警01", atMs: now - 7 * MINUTE }],
      missing: [{ kind: "teacher", count: 1 }],
      me: "off",
      mine: true,
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
    },
  ];

  const point = (id, pointNo, name, kind, indoor, doneToday, needToday, distanceM, bearing) => ({
    id,
    pointNo,
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
    lastContactMs: now - 10 * MINUTE,
    oldestPendingMs: now - 40 * MINUTE,
    reason: null,
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
    reason: null,
    onTime: null,
    ...more,
  });
  const records = scene.records ?? [
    record(31, "hazard_report", "龙田中心小学", "东侧围栏缺一根，成人可钻入", 2, "delivered", {
      photosSent: 1,
      photosTotal: 2,
    }),
    record(30, "check_in", "后围墙巡查点", "龙田中心小学", 7, "saved", { photosTotal: 1 }),
    record(29, "duty_on", "东门护学岗", "龙田中心小学", 14, "saved", { onTime: true }),
    record(28, "check_in", "配电房", "龙田中心小学", 40, "delivered"),
    record(27, "duty_off", "东门护学岗", "龙田中心小学", 900, "delivered", { onTime: false }),
    record(26, "hazard_report", "龙田中心小学", "二楼灭火器压力不足", 960, "attention", {
      photosSent: 2,
      photosTotal: 2,
      reason: scene.remark ?? null,
    }),
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

  let seq = 40;
  const saved = (onTime = null) => ({ recordId: `r${++seq}`, seq, atMs: Date.now(), onTime });

  function judge({ position, tagText, photoCount }) {
    const reasons = [];
    if (tagText) reasons.push({ code: tagText === "good" ? "tag_valid" : "tag_invalid", ok: tagText === "good" });
    reasons.push(position ? { code: "position_inside", ok: true } : { code: "position_missing", ok: false });
    if (photoCount) reasons.push({ code: "photo_fresh", ok: true });
    const strong = reasons.filter((r) => r.ok).length;
    if (strong === 0) reasons.push({ code: "manual", ok: false });
    return { level: strong > 1 && tagText ? "A" : strong ? "B" : "C", reasons, distanceM: position ? 12 : null };
  }

  async function thumb() {
    const canvas = new OffscreenCanvas(320, 240);
    const ink = canvas.getContext("2d");
    for (const [color, y, h] of [
      ["#9db7c9", 0, 90],
      ["#6f7c6b", 90, 50],
      ["#8d8577", 140, 100],
    ]) {
      ink.fillStyle = color;
      ink.fillRect(0, y, 320, h);
    }
    ink.fillStyle = "#4b4f52";
    for (let x = 0; x < 320; x += 18) if (x < 150 || x > 190) ink.fillRect(x, 70, 4, 80);
    return (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer();
  }

  let draft = scene.draft ?? null;
  let photos = 0;
  const listeners = [];
  const tell = (...tags) => listeners.forEach((id) => callbacks.get(id)?.({ event: "changed", id, payload: { tags } }));

  const commands = {
    app_state: () => app,
    patch_settings: ({ patch }) => Object.assign(app.settings, patch),
    read_enroll_code: ({ text }) => {
      const [server, code] = text.includes("/enroll#") ? text.split("/enroll#") : [null, text];
      if (code.replace(/[^0-9A-Z]/gi, "").length !== 16) throw { code: "bad-code", args: {} };
      return { server, code };
    },
    scan_enroll_image: () => ({ server: "https://huxiao.example.cn", code: "7F3K-92QA-M0VC-1XTP" }),
    enroll: () => Object.assign(app, { phase: "who", me: null }),
    people: () => people,
    sign_in: ({ staffId, pin }) => {
      const who = people.find((p) => p.id === staffId);
      if (who.hasPin && pin !== "1234") throw { code: "wrong-pin", args: { left: "4" } };
      return Object.assign(app, { phase: "home", me: who });
    },
    sign_out: () => Object.assign(app, { phase: "who", me: null }),
    set_pin: ({ pin }) => Object.assign(app, { me: { ...app.me, hasPin: pin !== null } }),
    home: () => ({
      nowMs: Date.now(),
      place: app.place,
      me: app.me,
      posts,
      points: points.filter((p) => p.doneToday < p.needToday).slice(0, 2),
      pointsLeft: points.filter((p) => p.doneToday < p.needToday).length,
      sync,
    }),
    duty_on: ({ postId }) => {
      const post = posts.find((p) => p.id === postId);
      post.me = "on";
      post.on = [...post.on, { staffId: app.me.id, name: app.me.name, atMs: Date.now() }];
      setTimeout(() => tell("duty", "records", "sync"));
      return saved(true);
    },
    duty_off: ({ postId }) => {
      const post = posts.find((p) => p.id === postId);
      post.me = "off";
      post.on = post.on.filter((p) => p.staffId !== app.me.id);
      return saved(false);
    },
    points: ({ query }) => points.filter((p) => !query || p.name.includes(query) || p.pointNo.includes(query)),
    preview_check_in: judge,
    check_in: (visit) => ({ ...saved(), proof: judge({ ...visit, photoCount: visit.photoIds.length }) }),
    scan_tag: () => ({ text: "good" }),
    add_photo: () => ({ id: `photo${++photos}`, width: 1600, height: 1200, bytes: 240_000 }),
    photo_thumb: thumb,
    drop_photo: () => null,
    draft: () => draft,
    save_draft: (args) => ((draft = args.draft), null),
    hazard_form: () => ({
      schools: scene.schools ?? [{ code: "3501810042", name: "龙田中心小学" }],
      categories,
    }),
    report_hazard: () => saved(),
    records: ({ before, limit }) => records.filter((r) => before === null || r.seq < before).slice(0, limit),
    sync_now: () => new Promise((done) => setTimeout(() => done(sync), 300)),
    sync_line: () => sync,
    about: () => ({
      version: "0.1.0",
      device: "LT-0042",
      stream: "0193a5c2-7d1e-7c4b-9f00-1d2e3f405162",
      serverUrl: "https://huxiao.example.cn",
      dbBytes: 1_240_000,
      records: 1312,
      photos: 48,
      photoBytes: 11_400_000,
      lastContactMs: now - 10 * MINUTE,
    }),
    "plugin:event|listen": ({ handler }) => (listeners.push(handler), listeners.length),
    "plugin:event|unlisten": () => null,
  };

  const callbacks = new Map();
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: () => undefined };
  window.__TAURI_INTERNALS__ = {
    transformCallback(callback) {
      callbacks.set(callbacks.size + 1, callback);
      return callbacks.size;
    },
    unregisterCallback: (id) => callbacks.delete(id),
    async invoke(name, args) {
      const failure = scene.fail?.[name];
      if (failure) throw failure;
      if (scene.slow?.includes(name)) await new Promise(() => undefined);
      if (!(name in commands)) throw `no command ${name}`;
      const answer = await commands[name](args ?? {});
      return answer instanceof ArrayBuffer ? answer : structuredClone(answer);
    },
  };
})();
