// A scripted stand-in for the Rust side, for looking at the pages without the program. It is loaded by
// look.mjs before the page's own script and never built into the app. `window.__SCENE` changes the defaults.
(() => {
  const scene = window.__SCENE ?? {};
  const { app, people, posts, points, sync, records, categories } = window.__WORLD;
  const duty = window.__DUTY;

  let seq = 40;
  const saved = (onTime = null) => ({ recordId: `r${++seq}`, seq, atMs: Date.now(), onTime });

  function judge({ position, tagText, photoCount }) {
    const reasons = [];
    if (tagText && scene.live) reasons.push({ code: "live_unjudged", ok: true });
    else if (tagText) reasons.push({ code: tagText === "good" ? "tag_valid" : "tag_invalid", ok: tagText === "good" });
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
  const taken = (scene.draft?.photoIds ?? []).map((id) => ({
    id,
    width: 1600,
    height: 1200,
    bytes: 240_000,
    masks: id === "a" ? 1 : 0,
    caption: id === "b" ? "缺口近照" : "",
    stampedPlace: scene.stampedPlace ?? null,
    damaged: false,
  }));
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
      room: scene.room ?? "enough",
      turn: null,
      nextTurn: duty.turns[1] ?? null,
      questions: scene.questions ?? 0,
      clock: scene.clock ?? null,
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
    preview_check_in: ({ signals }) => judge(signals),
    check_in: ({ visit }) => ({ ...saved(), proof: judge({ ...visit, photoCount: visit.photoIds.length }) }),
    /** Sees nothing in the first frames, then a code that is not ours, then a good one: as a hand that aims. */
    scan_frame: (luma, headers) => {
      const [width, height] = [Number(headers["x-width"]), Number(headers["x-height"])];
      if (luma.length !== width * height || Math.max(width, height) > 1_280) throw { code: "internal", args: {} };
      window.__FRAMES = (window.__FRAMES ?? 0) + 1;
      window.__FRAME = { width, height, luma };
      if (window.__FRAMES < 2 || scene.unseen) return null;
      const seen = { bootMs: 1, pointId: "c1", point: "", image: null };
      return window.__FRAMES < 4 || scene.foreign
        ? { ...seen, text: "https://example.com", kind: "other" }
        : { ...seen, text: "good", kind: scene.live ? "live" : "tag" };
    },
    scan_tag: () => ({
      text: "good",
      kind: scene.live ? "live" : "tag",
      bootMs: 1,
      pointId: "c1",
      point: "",
      image: null,
    }),
    find_point: ({ number }) => {
      const point = points.find((p) => p.pointNo === number);
      if (!point) throw { code: "bad-point-number", args: {} };
      return point;
    },
    ...duty.commands(saved, judge),
    photo_preview: (image) => (image.length > 100 ? image : thumb()),
    camera_opens: () => null,
    left_picture: () => scene.left ?? null,
    read_left_picture: thumb,
    forget_left_picture: () => null,
    add_photo: (_, headers) => {
      const masks = JSON.parse(headers?.["x-masks"] || "[]").length;
      const photo = {
        id: `photo${++photos}`,
        width: 1600,
        height: 1200,
        bytes: 240_000,
        masks,
        caption: "",
        stampedPlace: null,
      };
      taken.push(photo);
      window.__TAKEN = { source: headers?.["x-source"], masks: headers?.["x-masks"] };
      return photo;
    },
    picture_rules: () => ({ gallery: true, maskStep: true, stamp: false, ...scene.rules }),
    draft_photos: () => taken,
    photo_progress: () => scene.progress ?? { photos: 48, stored: 48, bytesLeft: 0, held: false, waiting: [] },
    room: () => scene.room ?? "enough",
    caption_photo: ({ photoId, caption }) => {
      taken.find((photo) => photo.id === photoId).caption = caption;
      return null;
    },
    photo_picture: thumb,
    photo_thumb: thumb,
    drop_photo: () => null,
    draft: () => draft,
    save_draft: (args) => ((draft = args.draft), null),
    hazard_form: () => ({
      schools: scene.schools ?? [{ code: "3501810042", name: "龙田中心小学" }],
      categories,
    }),
    report_hazard: () => saved(),
    records: ({ whose, before, limit }) =>
      records
        .filter((r) => whose === "all" || r.who === app.me?.name)
        .filter((r) => before === null || r.seq < before)
        .slice(0, limit),
    record: ({ recordId }) => {
      const row = records.find((r) => r.recordId === recordId);
      if (!row) return null;
      const states = ["stored", "sending", "saved"];
      if (row.photosLost) states[1] = "lost";
      const photo = (_, i) => ({
        id: `photo${i}`,
        width: 1600,
        height: 1200,
        bytes: 241_000,
        sentBytes: [241_000, 130_000, 0][i] ?? 0,
        state: states[i],
        sha256: `${"9f2c61d80b7ea4"}${i}${"0".repeat(49)}`,
      });
      return {
        row,
        seq: row.seq,
        time: {
          wallMs: row.atMs + (row.state === "kept" ? 38 * 60_000 : 0),
          bestMs: row.atMs,
          errMs: row.state === "saved" ? 600_000 : 2_000,
          quality: row.state === "saved" ? "D" : "A",
          jumped: row.state === "kept",
          movedMs: row.state === "kept" ? 38 * 60_000 : null,
          tzMin: 480,
        },
        checkCode: "7F3K-92QA",
        hash: "4be1c7a90d52f6e3".repeat(4),
        receipt: row.state === "saved" ? null : { upto: 31, receivedMs: row.atMs + 60_000 },
        text: row.kind === "hazard_report" ? row.detail : "",
        category: row.kind === "hazard_report" ? "PHY" : null,
        severity: row.kind === "hazard_report" ? "general" : null,
        proof: ["check_in", "duty_on"].includes(row.kind) ? judge({ photoCount: 0 }) : null,
        position:
          row.kind === "check_in"
            ? { lat: 25.6213, lon: 119.4421, accuracyM: 8, fixAgeMs: 900, provider: "gps", mock: false }
            : null,
        photos: Array.from({ length: row.photosTotal }, photo),
        ...duty.detail(row, records),
      };
    },
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
      lastContactMs: sync.lastContactMs,
    }),
    bundle_contents: () => ({ records: 14, recordBytes: 9_800, photos: 3, photoBytes: 812_000, ready: true }),
    export_bundle: () => ({
      file: "/storage/emulated/0/Download/huxiao-0042-20261123-071204.hxrescue",
      bytes: 823_400,
      records: 14,
      photos: 3,
      photosMissing: 1,
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
    async invoke(name, args, options) {
      const failure = scene.fail?.[name];
      if (failure) throw failure;
      if (scene.slow?.includes(name)) await new Promise(() => undefined);
      if (!(name in commands)) throw `no command ${name}`;
      const answer = await commands[name](args ?? {}, options?.headers);
      return answer instanceof ArrayBuffer ? answer : structuredClone(answer);
    },
  };
})();
