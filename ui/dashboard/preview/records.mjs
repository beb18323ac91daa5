// The records of the synthetic morning, each with its evidence and its line in the news.
import { DEVICES, generator, hex, id, pick } from "./cast.mjs";

const random = generator(42);
export const records = new Map();
export const events = [];
let no = 0;

const PHOTO_COUNTS = { duty_on: [0, 0, 1], check_in: [0, 1, 1], hazard_report: [1, 2, 3], duty_off: [0] };

function photosOf(kind, seed) {
  const n = pick(PHOTO_COUNTS[kind] ?? [0], random);
  return Array.from({ length: n }, (_, i) => {
    const stored = random() > 0.25;
    return {
      photo_id: id(),
      sha256: hex(seed * 10 + i),
      width: 1600,
      height: 1200,
      bytes: 240_000 + Math.floor(random() * 90_000),
      stored,
      thumb_stored: stored || random() > 0.5,
      lost: !stored && seed % 3 === 0,
      taken_ms: null,
      taken_offset_min: null,
      camera_lat: null,
      camera_lon: null,
      source: i === 2 ? "file" : "camera",
      masks: i === 0 ? 1 : 0,
      stamped: i === 0,
      caption: i === 1 ? "缺口近照" : "",
      check_code: "7F3K-92QA",
    };
  });
}

/** Makes one record with its news. */
export function record({
  kind,
  school,
  place,
  who,
  atMs,
  delayMs = 20_000,
  quality = "A",
  errMs = 2_000,
  level = null,
  distance = null,
  hazard = null,
  wallShift = 0,
}) {
  const recordId = id();
  no += 1;
  const photos = photosOf(kind, no);
  const best = atMs;
  const received = atMs + delayMs;
  const device = DEVICES.find((d) => d.place === school) ?? DEVICES[0];
  const seq = 40 + no;
  const hasFix = distance !== null;
  const reasons =
    level === null
      ? null
      : [
          ...(level === "A" ? [{ code: "tag_valid", ok: true }] : []),
          hasFix
            ? { code: distance < 130 ? "position_inside" : "position_outside", ok: distance < 130 }
            : { code: "position_missing", ok: false },
          ...(photos.length ? [{ code: "photo_fresh", ok: true }] : []),
          ...(level === "C" ? [{ code: "manual", ok: false }] : []),
        ];
  const body = {
    duty_on: { post: place, window: "in" },
    duty_off: { post: place, window: "in" },
    check_in: { point: place, result: "normal", note: "" },
    hazard_report: hazard && { school, category: hazard[0], text: hazard[1], severity: hazard[2] },
  }[kind];
  records.set(recordId, {
    record_id: recordId,
    kind,
    status: "ok",
    school,
    place: kind === "hazard_report" ? "" : place,
    who: { name: who.name, kind: who.kind, post: who.kind === "guard" ? "门卫" : "" },
    stated_by: "device-session",
    time: {
      lo_ms: best - errMs,
      best_ms: best,
      hi_ms: best + errMs,
      quality,
      wall_ms: best + wallShift,
      tz_min: 480,
      boot_ms: 86_400_000 + no * 1000,
      received_ms: received,
      correction_ms: -wallShift,
      stated_ms: null,
      flags: wallShift ? ["clock_jump"] : [],
    },
    position: hasFix
      ? {
          lat: 25.61234,
          lon: 119.45123,
          accuracy_m: 9 + (no % 30),
          provider: "gps",
          mock: false,
          fix_age_ms: 4_000,
          distance_m: distance,
          inside: distance < 130,
          radius_m: 100,
          target_lat: 25.61234 - (distance / 111195) * 0.7,
          target_lon: 119.45123 + (distance / 100300) * 0.7,
        }
      : null,
    proof: level ? { level, reasons } : null,
    device: {
      id: device.id,
      no: device.no,
      label: device.label,
      school: device.place,
      last_contact_ms: received,
      app_version: device.app_version,
    },
    chain: {
      stream_id: hex(no % 9, 32),
      seq,
      hash: hex(no + 100),
      prev_hash: hex(no + 99),
      sealed_first: seq - 2,
      sealed_last: seq + 3,
      key_id: hex(no % 9, 16),
      verified: true,
      head_seq: seq + 6,
    },
    late: null,
    witness: null,
    about: null,
    standing: { void: false, time_ms: null, text: null },
    remarks: [],
    rulings: [],
    people: [],
    photos,
    attached: [],
    body,
    check_code: hex(no + 5000, 6).toUpperCase(),
  });
  events.unshift({
    no,
    record_id: recordId,
    kind,
    at_ms: best,
    received_ms: received,
    school,
    place,
    who: who.name,
    level,
    distance_m: distance,
    quality,
    err_ms: errMs,
    photos_stored: photos.filter((p) => p.stored).length,
    photos_total: photos.length,
    category: hazard?.[0] ?? null,
    category_label: hazard ? "类别" : null,
    text: hazard?.[1] ?? null,
    result: kind === "check_in" ? "normal" : null,
  });
  return recordId;
}
