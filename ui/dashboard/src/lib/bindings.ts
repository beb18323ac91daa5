// Shapes of the server's /api answers. Times are UTC milliseconds, ids are UUID strings, letters are as stored.
// This first version stands in for the generated file and has the same names.

export type User = { name: string; label: string; role: string; role_label: string };
export type Scope = { kind: "school" | "station" | "town" | "edu" | "city"; name: string; school_count: number };
export type Session = { user: User; scope: Scope; csrf: string; place: string };

export type BoardWindow = { kind: string; label: string; start: string; end: string; phase: "now" | "next" | "past" };
export type WindowChoice = { kind: string; label: string; start: string; end: string };
export type BoardTotals = {
  posts: number;
  manned: number;
  silent: number;
  late: number;
  missed: number;
  points_due: number;
  points_done: number;
  open_hazards: number;
  unsent_records: number;
  unsent_devices: number;
  oldest_unsent_ms: number | null;
};
export type PostPerson = {
  staff_id: string | null;
  name: string;
  kind: string;
  on_ms: number;
  off_ms: number | null;
  quality: string;
  lo_ms: number;
  hi_ms: number;
  record_id: string;
};
export type MissingStaff = { kind: string; count: number };
export type PostRow = {
  id: string;
  name: string;
  school_id: string;
  school: string;
  town: string;
  lat: number;
  lon: number;
  need: number;
  present: number;
  people: PostPerson[];
  state: "manned" | "short" | "silent" | "waiting" | "off_hours" | "missed";
  missing: MissingStaff[];
  last_contact_ms: number | null;
};
export type PointRow = {
  id: string;
  point_no: string;
  name: string;
  school: string;
  done: number;
  need: number;
  last_ms: number | null;
  last_level: string | null;
  last_record_id: string | null;
};
export type Board = {
  now_ms: number;
  date: string;
  window: BoardWindow | null;
  windows: WindowChoice[];
  scope_name: string;
  school_count: number;
  totals: BoardTotals;
  posts: PostRow[];
  points: PointRow[];
};

export type EventRow = {
  no: number;
  record_id: string;
  kind: "duty_on" | "duty_off" | "check_in" | "hazard_report";
  at_ms: number;
  received_ms: number;
  school: string;
  place: string;
  who: string;
  level: string | null;
  distance_m: number | null;
  quality: string;
  err_ms: number;
  photos_stored: number;
  photos_total: number;
  category: string | null;
  category_label: string | null;
  text: string | null;
  result: string | null;
};
export type EventList = { events: EventRow[]; next: number | null };

export type EvidenceWho = { name: string; kind: string; post: string };
export type EvidenceTime = {
  lo_ms: number;
  best_ms: number;
  hi_ms: number;
  quality: string;
  wall_ms: number;
  tz_min: number;
  boot_ms: number;
  received_ms: number;
  correction_ms: number;
  stated_ms: number | null;
  flags: string[];
};
export type EvidencePosition = {
  lat: number;
  lon: number;
  accuracy_m: number;
  provider: string;
  mock: boolean;
  fix_age_ms: number;
  distance_m: number | null;
  inside: boolean | null;
  radius_m: number | null;
  target_lat: number | null;
  target_lon: number | null;
};
export type EvidenceReason = { code: string; ok: boolean };
export type EvidenceProof = { level: string; reasons: EvidenceReason[] };
export type EvidenceDevice = {
  id: string;
  no: string;
  label: string;
  school: string;
  last_contact_ms: number | null;
  app_version: string;
};
export type EvidenceChain = {
  stream_id: string;
  seq: number;
  hash: string;
  prev_hash: string;
  sealed_first: number;
  sealed_last: number;
  key_id: string;
  verified: boolean;
  head_seq: number;
};
export type EvidencePhoto = {
  photo_id: string;
  sha256: string;
  width: number;
  height: number;
  bytes: number;
  stored: boolean;
  thumb_stored: boolean;
  taken_ms: number | null;
};
export type Evidence = {
  record_id: string;
  kind: string;
  status: "ok" | "quarantined" | "unknown";
  school: string;
  place: string;
  who: EvidenceWho;
  stated_by: string;
  time: EvidenceTime;
  position: EvidencePosition | null;
  proof: EvidenceProof | null;
  device: EvidenceDevice;
  chain: EvidenceChain;
  photos: EvidencePhoto[];
  body: Record<string, unknown>;
  check_code: string;
};

export type DeviceRow = {
  id: string;
  no: string;
  label: string;
  place: string;
  app_version: string;
  last_contact_ms: number | null;
  acked: number;
  unsent_records: number;
  unsent_photos: number;
  oldest_unsent_ms: number | null;
  state: "active" | "suspended" | "revoked";
};
export type DeviceList = { devices: DeviceRow[] };

export type HazardRow = {
  record_id: string;
  temp_no: string;
  school: string;
  town: string;
  category: string;
  category_label: string;
  text: string;
  severity: string;
  at_ms: number;
  who: string;
  photos_stored: number;
  photos_total: number;
};
export type HazardList = { hazards: HazardRow[]; next: number | null };
