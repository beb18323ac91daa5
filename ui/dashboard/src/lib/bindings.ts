// Shapes of the server's /api answers. Times are UTC milliseconds, ids are UUID strings, letters are as stored.
// Generated from server/src/views by `HUXIAO_CODEGEN=write cargo nextest run -p server --test generated`.

export type UtcMs = number;
export type DeviceId = string;
export type PhotoId = string;
export type PointId = string;
export type PostId = string;
export type RecordId = string;
export type RouteId = string;
export type RunId = string;
export type SchoolId = string;
export type StaffId = string;
export type StreamId = string;
export type UnitId = string;
export type WindowId = string;
export type Day = string;

export type ClockQuality = "A" | "B" | "C" | "D";
export type Phase = "now" | "next" | "past";
export type ProofCode =
  | "tag_valid"
  | "tag_invalid"
  | "position_inside"
  | "position_outside"
  | "position_missing"
  | "position_rough"
  | "position_mock"
  | "crs_suspect"
  | "live_unjudged"
  | "live_valid"
  | "live_stale"
  | "live_invalid"
  | "tag_retired"
  | "witness"
  | "photo_fresh"
  | "manual";
export type ProofLevel = "A" | "B" | "C";
export type ProofReason = { code: ProofCode; ok: boolean };
export type StaffKind = "officer" | "auxiliary" | "guard" | "teacher" | "school_safety" | "town_staff";
export type SuspectedSeverity = "general" | "suspected_major";
export type VisitResult = "normal" | "hazard" | "incident" | "unreachable";
export type WindowKind = "in" | "noon_out" | "noon_in" | "out" | "evening" | "night" | "weekend_in" | "weekend_out";
export type DeviceState = "active" | "suspended" | "revoked";
export type RecordStatus = "ok" | "unknown" | "quarantined";
export type Tag = "duty" | "check_ins" | "escorts" | "reviews" | "hazards" | "photos" | "devices" | "rosters";
export type AbsenceReason = "unknown" | "sick" | "private" | "duty" | "on_the_way" | "swapped";
export type Situation = "normal" | "abnormal";
export type Gap = { kind: StaffKind; from: UtcMs; to: UtcMs; reason: AbsenceReason | null };
export type ShiftDecision = "cancel" | "excuse" | "close";
export type ShiftState =
  | "planned"
  | "on_duty"
  | "missed_pending"
  | "missed"
  | "missed_excused"
  | "not_recorded_yet"
  | "cancelled"
  | "closed"
  | "auto_closed";
export type Verdict = "asked" | "accepted" | "rejected";
export type Crs = "wgs84" | "gcj02" | "bd09";
export type PointKind = "campus_gate" | "perimeter" | "key_position" | "surrounding" | "route_node";
export type PointState = "active" | "paused" | "retired";
export type PatrolKind = "grid" | "village_school" | "inside" | "video";
export type Per = "class_day" | "day" | "window" | "week";
export type Band = { startMin: number; endMin: number };
export type Frequency = { per: Per; visits: number; bands: Array<Band> };
export type Form = "print" | "live";
export type DayKind = "class" | "no_class" | "exam" | "weather_stop" | "half";
export type ConflictKind = "two_places" | "on_leave" | "not_enough";
export type RosterAsk = "swap" | "leave";
export type RosterReason = "sick" | "private" | "official" | "family" | "other";
export type Side = "school" | "police";
export type VisitState = "accepted" | "needs_review" | "rejected";
export type Weather = "fine" | "cloudy" | "rain" | "storm" | "fog" | "heat" | "cold";
export type Handed = { stop: string; count: number };
export type RemainingReason = "collected_on_the_way" | "miscounted" | "medical" | "searching" | "other";
export type DemandState = "due" | "later" | "done" | "open" | "missed" | "not_recorded_yet";
export type MissReason = "called_away" | "road_closed" | "locked" | "weather" | "point_gone" | "other";
export type PatrolMethod = "foot" | "vehicle" | "bike" | "video" | "drone";
export type RunState = "started" | "finished" | "left_open" | "void";
export type Doubt =
  | "impossible_speed"
  | "same_coordinates"
  | "photo_reused"
  | "tag_image_reused"
  | "scan_burst"
  | "clock_set_back"
  | "mock_position"
  | "crs_suspect"
  | "retired_tag"
  | "foreign_tag"
  | "parked_phone"
  | "tag_elsewhere"
  | "away_from_post"
  | "live_stale"
  | "live_invalid"
  | "low_proof"
  | "clock_unsure";
export type PictureRules = { gallery: boolean; maskStep: boolean; stamp: boolean; stays: number };
export type Rectification = "before" | "after";

export type User = {
  name: string;
  label: string;
  role: string;
  role_label: string;
  may_take_originals: boolean;
  may_read_audit: boolean;
  may_set_points: boolean;
  may_attach_pictures: boolean;
  plans: Side | null;
};
export type Scope = { kind: "school" | "station" | "town" | "edu" | "city"; name: string; school_count: number };
export type BaseMap = { layers: Array<string>; attribution: string };
export type Session = { user: User; scope: Scope; csrf: string; place: string; base_map: BaseMap };

export type WindowChoice = { kind: WindowKind; label: string; start: string; end: string };
export type BoardWindow = { kind: WindowKind; label: string; start: string; end: string; phase: Phase };
export type BoardTotals = {
  posts: number;
  manned: number;
  silent: number;
  late: number;
  empty: number;
  missed: number;
  pending: number;
  closed: number;
  abnormal: number;
  cancelled: number;
  points_due: number;
  points_done: number;
  open_hazards: number;
  unsent_records: number;
  unsent_devices: number;
  oldest_unsent_ms: UtcMs | null;
};
export type PostPerson = {
  staff_id: StaffId | null;
  name: string;
  kind: string;
  on_ms: UtcMs;
  off_ms: UtcMs | null;
  quality: ClockQuality;
  lo_ms: UtcMs;
  hi_ms: UtcMs;
  record_id: RecordId;
};
export type MissingStaff = { kind: StaffKind; count: number };
export type PostState =
  | "missed"
  | "missed_pending"
  | "empty"
  | "silent"
  | "short"
  | "manned"
  | "waiting"
  | "cancelled"
  | "not_recorded_yet"
  | "off_hours";
export type PostRow = {
  id: PostId;
  name: string;
  school_id: SchoolId;
  school: string;
  town: string;
  lat: number;
  lon: number;
  need: number;
  present: number;
  people: Array<PostPerson>;
  state: PostState;
  missing: Array<MissingStaff>;
  last_contact_ms: UtcMs | null;
  window_id: WindowId | null;
  shift: ShiftState | null;
  late: boolean;
  gaps: Array<Gap>;
  situation: Situation | null;
  reason: string | null;
};
export type PointRow = {
  id: PointId;
  typed_no: string;
  name: string;
  school: string;
  done: number;
  need: number;
  last_ms: UtcMs | null;
  last_level: ProofLevel | null;
  last_record_id: RecordId | null;
};
export type UnwatchedRow = {
  school_id: SchoolId;
  school: string;
  code: string;
  town: string;
  from_ms: UtcMs;
  to_ms: UtcMs;
  window: boolean;
};
export type Board = {
  now_ms: UtcMs;
  date: string;
  window: BoardWindow | null;
  windows: Array<WindowChoice>;
  scope_name: string;
  school_count: number;
  totals: BoardTotals;
  unwatched: Array<UnwatchedRow>;
  posts: Array<PostRow>;
  points: Array<PointRow>;
};

export type EventRow = {
  no: number;
  record_id: RecordId;
  kind: "duty_on" | "duty_off" | "check_in" | "hazard_report";
  at_ms: UtcMs;
  received_ms: UtcMs;
  school: string;
  place: string;
  who: string;
  level: ProofLevel | null;
  distance_m: number | null;
  quality: ClockQuality;
  err_ms: number;
  photos_stored: number;
  photos_total: number;
  photos_lost: number;
  category: string | null;
  category_label: string | null;
  text: string | null;
  result: VisitResult | null;
};
export type EventList = { events: Array<EventRow>; next: number | null };

export type EvidenceWho = { name: string; kind: string; post: string };
export type EvidenceTime = {
  lo_ms: UtcMs;
  best_ms: UtcMs;
  hi_ms: UtcMs;
  quality: ClockQuality;
  wall_ms: UtcMs;
  tz_min: number;
  boot_ms: number;
  received_ms: UtcMs;
  correction_ms: number;
  stated_ms: UtcMs | null;
  flags: Array<string>;
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
export type EvidenceWitness = { name: string; counts: boolean };
export type EvidenceProof = { level: ProofLevel; reasons: Array<ProofReason> };
export type EvidenceDevice = {
  id: DeviceId;
  no: string;
  label: string;
  school: string;
  last_contact_ms: UtcMs | null;
  app_version: string;
};
export type EvidenceChain = {
  stream_id: StreamId;
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
  photo_id: PhotoId;
  sha256: string;
  width: number;
  height: number;
  bytes: number;
  stored: boolean;
  thumb_stored: boolean;
  lost: boolean;
  lost_why: string | null;
  taken_ms: UtcMs | null;
  taken_offset_min: number | null;
  camera_lat: number | null;
  camera_lon: number | null;
  source: string | null;
  masks: number;
  stamped: boolean;
  caption: string;
  check_code: string;
};
export type EvidenceAttached = {
  photo_id: PhotoId;
  sha256: string;
  width: number;
  height: number;
  bytes: number;
  stored: boolean;
  thumb_stored: boolean;
  shows: Rectification;
  caption: string;
  account: string;
  label: string;
  at_ms: UtcMs;
  source_sha256: string;
  taken_ms: UtcMs | null;
  withdrawn_ms: UtcMs | null;
};
export type LateEvidence = { state: DeviceState; since_ms: UtcMs; reason: string; made_before: boolean | null };
export type EvidenceRemark = {
  record_id: RecordId;
  what: "void" | "time" | "text" | "answer";
  at_ms: UtcMs;
  who: string;
  time_ms: UtcMs | null;
  text: string;
  reason: string;
  counts: boolean;
};
export type EvidenceRuling = { at_ms: UtcMs; verdict: Verdict; reasons: Array<string>; note: string; account: string };
export type EvidenceStanding = { void: boolean; time_ms: UtcMs | null; text: string | null };
export type Evidence = {
  record_id: RecordId;
  kind: string;
  status: RecordStatus;
  school: string;
  place: string;
  who: EvidenceWho;
  stated_by: string;
  time: EvidenceTime;
  position: EvidencePosition | null;
  proof: EvidenceProof | null;
  witness: EvidenceWitness | null;
  device: EvidenceDevice;
  chain: EvidenceChain;
  late: LateEvidence | null;
  about: RecordId | null;
  standing: EvidenceStanding;
  remarks: Array<EvidenceRemark>;
  rulings: Array<EvidenceRuling>;
  people: Array<string>;
  photos: Array<EvidencePhoto>;
  attached: Array<EvidenceAttached>;
  body: Record<string, unknown>;
  check_code: string;
};

export type ShiftPerson = {
  staff_id: StaffId | null;
  name: string;
  kind: StaffKind | null;
  on: Moment;
  off: Moment | null;
  early: AbsenceReason | null;
  late: boolean;
  called: boolean;
  doubtful: boolean;
  live: boolean;
  recorder: string | null;
};
export type Moment = {
  at_ms: UtcMs;
  lo_ms: UtcMs;
  hi_ms: UtcMs;
  quality: ClockQuality;
  stated: boolean;
  received_ms: UtcMs;
  record_id: RecordId;
  revisions: number;
};
export type ShiftRow = {
  post_id: PostId;
  window_id: WindowId;
  day: Day;
  school_id: SchoolId;
  school: string;
  town: string;
  post: string;
  kind: WindowKind;
  label: string;
  start_ms: UtcMs;
  end_ms: UtcMs;
  due_ms: UtcMs;
  state: ShiftState;
  silent: boolean;
  need: number;
  came: number;
  missing: Array<MissingStaff>;
  late: boolean;
  gaps: Array<Gap>;
  unproven: boolean;
  situation: Situation | null;
  reason: string | null;
  revisions: number;
  headcount: number;
  people: Array<ShiftPerson>;
};
export type ShiftList = { now_ms: UtcMs; first: Day; last: Day; shifts: Array<ShiftRow> };
export type NotePhoto = { sha256: string; stored: boolean };
export type ShiftNote = {
  record_id: RecordId;
  at_ms: UtcMs;
  who: string;
  kind: "log" | "roll_call" | "hand_over" | "close";
  entry: Record<string, unknown>;
  names: { [key in string]: string };
  revisions: number;
  photos: Array<NotePhoto>;
};
export type ShiftDecided = { at_ms: UtcMs; decision: ShiftDecision; reason: string; leader: string; account: string };
export type ShiftDetail = {
  now_ms: UtcMs;
  shift: ShiftRow;
  notes: Array<ShiftNote>;
  photos: Array<NotePhoto>;
  decided: Array<ShiftDecided>;
  heard_ms: UtcMs | null;
  may_decide: boolean;
};

export type PatrolVisit = {
  record_id: RecordId;
  at_ms: UtcMs;
  quality: ClockQuality;
  err_ms: number;
  who: string;
  level: ProofLevel;
  result: VisitResult;
  believed: VisitState;
  method: PatrolMethod | null;
  party_size: number | null;
  miss: MissReason | null;
  note: string;
  revisions: number;
};
export type PatrolDay = { day: Day; due: number; done: number; state: DemandState | null; visits: Array<PatrolVisit> };
export type PatrolPointRow = {
  id: PointId;
  typed_no: string;
  name: string;
  school_id: SchoolId;
  school: string;
  min_proof: ProofLevel;
  rule: Frequency;
  days: Array<PatrolDay>;
};
export type RunPoint = {
  id: PointId;
  name: string;
  outcome: "visited" | "ahead" | "missed";
  planned: boolean;
  reason: MissReason | null;
};
export type RunRow = {
  run_id: RunId;
  route_id: RouteId | null;
  route: string;
  kind: PatrolKind;
  method: PatrolMethod;
  state: RunState;
  who: string;
  school: string;
  started_ms: UtcMs | null;
  ended_ms: UtcMs | null;
  party: number;
  points: Array<RunPoint>;
  note: string;
  record_id: RecordId;
};
export type PatrolHistory = {
  now_ms: UtcMs;
  first: Day;
  last: Day;
  points: Array<PatrolPointRow>;
  runs: Array<RunRow>;
};

export type DayVerdict = "normal" | "abnormal" | "confirmed" | "sent_back";
export type SheetRow = {
  record_id: RecordId;
  at_ms: UtcMs;
  who: string;
  route: string | null;
  window: WindowKind | null;
  out: number;
  handed: Array<Handed>;
  returned: number;
  remaining: number;
  remaining_reason: RemainingReason | null;
  situation: Situation;
  weather: Weather | null;
  note: string;
  revisions: number;
};
export type DayWord = { record_id: RecordId | null; at_ms: UtcMs; who: string; verdict: DayVerdict; text: string };
export type EscortDay = {
  day: Day;
  school_id: SchoolId;
  school: string;
  out: number;
  handed: number;
  returned: number;
  remaining: number;
  sheets: Array<SheetRow>;
  review: DayWord | null;
  later: number;
  words: Array<DayWord>;
};
export type EscortList = { first: Day; last: Day; days: Array<EscortDay>; may_review: boolean };

export type PersonRow = { staff_id: StaffId; name: string; kind: string; post: string };
export type PersonList = { people: Array<PersonRow> };
export type PersonVisit = { point: string; school: string; visit: PatrolVisit };
export type PersonRuling = {
  record_id: RecordId;
  at_ms: UtcMs;
  verdict: "asked" | "accepted" | "rejected";
  note: string;
};
export type PersonRecord = {
  person: PersonRow;
  first: Day;
  last: Day;
  shifts: Array<ShiftRow>;
  visits: Array<PersonVisit>;
  rulings: Array<PersonRuling>;
};

export type ReviewDoubt = { doubt: Doubt; others: Array<RecordId>; meters: number | null; ms: number | null };
export type ReviewPhoto = { photo_id: PhotoId; sha256: string; seen: boolean };
export type ReviewWord = {
  at_ms: UtcMs;
  who: string;
  text: string;
  record_id: RecordId | null;
  photos: Array<ReviewPhoto>;
};
export type ReviewRow = {
  no: number;
  record_id: RecordId;
  kind: string;
  school_id: SchoolId | null;
  school: string;
  place: string;
  who: string;
  at_ms: UtcMs;
  quality: ClockQuality;
  level: ProofLevel | null;
  min_proof: ProofLevel | null;
  state: "open" | "asked" | "answered" | "accepted" | "rejected";
  doubts: Array<ReviewDoubt>;
  asked: ReviewWord | null;
  answered: ReviewWord | null;
  decided: ReviewWord | null;
};
export type ReviewList = {
  rows: Array<ReviewRow>;
  counts: Record<string, number>;
  may_rule: boolean;
  next: number | null;
};

export type ShiftTally = {
  due: number;
  held: number;
  full: number;
  missed: number;
  excused: number;
  pending: number;
  silent: number;
  cancelled: number;
  unrecorded: number;
  late: number;
  gaps: number;
  closed: number;
  abnormal: number;
  unproven: number;
  person_times: number;
  headcount: number;
};
export type PatrolTally = {
  due: number;
  done: number;
  demands: number;
  met: number;
  missed: number;
  open: number;
  unrecorded: number;
  visits: number;
  proof_a: number;
  proof_b: number;
  proof_c: number;
  by_video: number;
  unreachable: number;
  needs_review: number;
  rejected: number;
};
export type EscortTally = {
  days: number;
  reviewed: number;
  sheets: number;
  out: number;
  handed: number;
  returned: number;
  remaining: number;
};
export type ReportWindow = { kind: WindowKind; label: string; shifts: ShiftTally };
export type ReportDay = { day: Day; shifts: ShiftTally; patrol: PatrolTally };
export type ReportSchool = {
  school_id: SchoolId;
  school: string;
  town: string;
  shifts: ShiftTally;
  patrol: PatrolTally;
  escorts: EscortTally;
};
export type DutyReport = {
  name: string;
  first: Day;
  last: Day;
  now_ms: UtcMs;
  shifts: ShiftTally;
  patrol: PatrolTally;
  escorts: EscortTally;
  windows: Array<ReportWindow>;
  days: Array<ReportDay>;
  schools: Array<ReportSchool>;
};

export type BurdenRow = {
  kind: string;
  records: number;
  counted: number;
  taps: number;
  seconds: number;
  photos: number;
  feeds: Array<string>;
  of_shift: boolean;
};
export type Burden = {
  first: Day;
  last: Day;
  schools: number;
  rows: Array<BurdenRow>;
  shifts: number;
  pictures: PictureRules;
  otherwise: number;
  may_rule: boolean;
  points_b: number;
  points_a: number;
  points: number;
};
export type PicturesRuled = { offices: number };
export type SchoolRow = { code: string; name: string; town: string; station: string };
export type SchoolList = { schools: Array<SchoolRow> };

export type DeviceRow = {
  id: DeviceId;
  no: string;
  label: string;
  place: string;
  app_version: string;
  last_contact_ms: UtcMs | null;
  acked: number;
  unsent_records: number;
  unsent_photos: number;
  oldest_unsent_ms: UtcMs | null;
  told_ms: UtcMs | null;
  state: DeviceState;
  state_since_ms: UtcMs | null;
  state_reason: string;
  clock_off_ms: number | null;
  unread: number;
  rejected: number;
  forked_ms: UtcMs | null;
  found_code: string | null;
  found_ms: UtcMs | null;
  refused_code: string | null;
  refused_ms: UtcMs | null;
};
export type DeviceList = { devices: Array<DeviceRow> };
export type DeviceDecision = { at_ms: UtcMs; state: DeviceState; reason: string; account: string };
export type UnreadRow = {
  record_id: RecordId;
  status: RecordStatus;
  kind: string;
  kind_number: number;
  kind_version: number;
  seq: number;
  bytes: number;
  wall_ms: UtcMs;
  received_ms: UtcMs;
  who: string;
  detail: string;
};
export type RejectedPush = { code: string; received_ms: UtcMs; stream_id: StreamId; bytes: number };
export type StreamRow = {
  stream_id: StreamId;
  records: number;
  opened_ms: UtcMs;
  forked_ms: UtcMs | null;
  rejected_pushes: number;
};
export type Finding = {
  record_id: RecordId;
  code: string;
  amount: number;
  subject: string | null;
  detail: string;
  at_ms: UtcMs;
  received_ms: UtcMs;
};
export type ClockFinding = {
  record_id: RecordId;
  kind: string;
  best_ms: UtcMs;
  wall_ms: UtcMs;
  err_ms: number;
  quality: ClockQuality;
  jumped: boolean;
};
export type QualityCount = { quality: ClockQuality; records: number };
export type DeviceClock = { looked_at: number; qualities: Array<QualityCount>; findings: Array<ClockFinding> };
export type DeviceReport = {
  device: DeviceRow;
  enrolled_ms: UtcMs;
  decisions: Array<DeviceDecision>;
  late: number;
  unread: Array<UnreadRow>;
  rejected: Array<RejectedPush>;
  streams: Array<StreamRow>;
  clock: DeviceClock;
  findings: Array<Finding>;
  may_decide: boolean;
};

export type HazardRow = {
  record_id: RecordId;
  temp_no: string;
  school: string;
  town: string;
  category: string;
  category_label: string;
  text: string;
  severity: SuspectedSeverity;
  at_ms: UtcMs;
  who: string;
  photos_stored: number;
  photos_total: number;
  photos_lost: number;
};
export type HazardList = { hazards: Array<HazardRow>; next: number | null };

export type GalleryPhoto = {
  photo_id: PhotoId;
  sha256: string;
  width: number;
  height: number;
  stored: boolean;
  thumb_stored: boolean;
  lost: boolean;
  lost_why: string | null;
  record_id: RecordId;
  no: number;
  kind: string;
  school: string;
  who: string;
  text: string;
  at_ms: UtcMs;
  quality: ClockQuality;
};
export type Gallery = { photos: Array<GalleryPhoto>; next: number | null };
export type PhotosBeside = {
  chain: Array<GalleryPhoto>;
  place: Array<GalleryPhoto>;
  school: Array<GalleryPhoto>;
  next: number | null;
};
export type Deed =
  | "phone_state"
  | "bundle_in"
  | "enroll_code"
  | "point_made"
  | "point_changed"
  | "point_state"
  | "place_refused"
  | "points_in"
  | "points_out"
  | "tag_rotated"
  | "tags_printed"
  | "live_key_given"
  | "patrol_route"
  | "patrol_route_gone"
  | "escort_route"
  | "escort_route_gone"
  | "post_made"
  | "post_changed"
  | "post_state"
  | "window_made"
  | "window_changed"
  | "window_gone"
  | "window_defaults"
  | "calendar_changed"
  | "classes_stopped"
  | "classes_resumed"
  | "district_stopped"
  | "district_resumed"
  | "roster_draft"
  | "roster_day"
  | "roster_published"
  | "roster_in"
  | "roster_out"
  | "request_ruled"
  | "leave_entered"
  | "leave_gone"
  | "record_ruled"
  | "shift_decided"
  | "day_reviewed"
  | "report_taken"
  | "picture_rules";
export type Told = { deed: Deed; args: { [key in string]: string } };
export type AuditRow = {
  id: string;
  at_ms: UtcMs;
  account: string;
  label: string;
  action: string;
  subject: string;
  told: Told | null;
  about: string;
  record_id: RecordId | null;
};
export type AuditList = { rows: Array<AuditRow>; next: UtcMs | null };

export type PointSheet = {
  id: PointId;
  point_no: string;
  typed_no: string;
  name: string;
  kind: PointKind;
  lat: number;
  lon: number;
  radius_m: number;
  per_day: number;
  min_proof: ProofLevel;
  frequency: Frequency | null;
  responsible: UnitId | null;
  state: PointState;
  tag_serial: number;
  school_id: SchoolId;
  school: string;
  school_code: string;
};
export type PointList = { points: Array<PointSheet>; more: boolean; proposals: Record<string, number> };
export type UnitChoice = { id: UnitId; name: string };
export type SchoolGround = {
  code: string;
  name: string;
  lat: number;
  lon: number;
  points: Array<PointSheet>;
  units: Array<UnitChoice>;
  may_set: boolean;
  inside_only: boolean;
};

export type PostSheet = { id: PostId; asks: PostAsks; paused: boolean; reason: string };
export type PostAsks = {
  name: string;
  gate: string;
  lat: number;
  lon: number;
  radius_m: number;
  requirement: Array<MissingStaff>;
};
export type PostsView = { school: string; name: string; may_edit: boolean; posts: Array<PostSheet>; usual: PostAsks };

export type Signed = { at_ms: UtcMs; account: string };
export type TagRow = {
  form: Form;
  serial: number;
  made: Signed;
  issued: Signed | null;
  retired: Signed | null;
  reason: string | null;
};
export type HangingTag = {
  point_id: PointId;
  typed_no: string;
  point: string;
  school: string;
  school_code: string;
  serial: number;
  issued: Signed | null;
};
export type TagList = { tags: Array<HangingTag>; more: boolean };
export type PointVisit = {
  record_id: RecordId;
  at_ms: UtcMs;
  who: string;
  level: ProofLevel;
  lat: number;
  lon: number;
  accuracy_m: number;
  distance_m: number;
  good: boolean;
  proposed: boolean;
};
export type UsualPlace = { lat: number; lon: number; distance_m: number; fixes: number };
export type PointReport = {
  point: PointSheet;
  ground: SchoolGround;
  visits: Array<PointVisit>;
  usual: UsualPlace | null;
  tags: Array<TagRow>;
  tag_text: string;
};
export type ProposalRow = {
  record_id: RecordId;
  point_id: PointId;
  typed_no: string;
  point: string;
  school: string;
  at_ms: UtcMs;
  who: string;
  level: ProofLevel;
  accuracy_m: number;
  distance_m: number;
  good: boolean;
  may_set: boolean;
};
export type ProposalList = { proposals: Array<ProposalRow> };
export type LiveKeyGiven = {
  point_id: PointId;
  typed_no: string;
  point: string;
  school: string;
  serial: number;
  key: string;
  server_ms: UtcMs;
};

export type StopRow = { name: string; lat: number | null; lon: number | null };
export type EscortRouteRow = { id: RouteId; name: string; school: string; school_code: string; stops: Array<StopRow> };
export type RoutePoint = {
  id: PointId;
  typed_no: string;
  name: string;
  school: string;
  lat: number;
  lon: number;
  state: PointState;
};
export type PatrolRouteRow = {
  id: RouteId;
  name: string;
  kind: PatrolKind;
  unit_id: UnitId;
  unit: string;
  points: Array<RoutePoint>;
};
export type RouteList = {
  escort: Array<EscortRouteRow>;
  patrol: Array<PatrolRouteRow>;
  may_set: boolean;
  more: boolean;
};

export type TermLine = { name: string; first: Day; last: Day };
export type SpanLine = {
  first: Day;
  last: Day;
  kind: DayKind;
  reason: string;
  follows: number | null;
  until_min: number | null;
};
export type CalendarDay = {
  day: Day;
  kind: DayKind;
  weekday: number;
  until_min: number | null;
  reason: string;
  windows: number;
  in_term: boolean;
};
export type TownChoice = { code: string; name: string };
export type CalendarView = {
  school: string | null;
  name: string;
  year: number;
  today: Day;
  may_edit: boolean;
  may_stop: boolean;
  may_stop_district: boolean;
  stopped_today: boolean;
  example: boolean;
  rev: number;
  changed_ms: UtcMs | null;
  changed_by: string;
  terms: Array<TermLine>;
  spans: Array<SpanLine>;
  district_terms: Array<TermLine>;
  district_spans: Array<SpanLine>;
  days: Array<CalendarDay>;
  towns: Array<TownChoice>;
};
export type Stopped = { schools: number };
export type WindowRow = {
  id: WindowId;
  kind: WindowKind;
  label: string;
  start_min: number;
  end_min: number;
  weekdays: number;
  arrive_before_min: number;
  leave_after_min: number;
  grades: string;
  from: Day | null;
  to: Day | null;
  exam_only: boolean;
};
export type GapRow = { from_ms: UtcMs; to_ms: UtcMs };
export type WindowsView = {
  school: string;
  name: string;
  kind: string;
  boarders: number;
  may_edit: boolean;
  windows: Array<WindowRow>;
  gaps: Array<GapRow>;
};

export type RosterDay = { day: Day; kind: DayKind; weekday: number; reason: string };
export type RosterWindow = {
  id: WindowId;
  kind: WindowKind;
  label: string;
  start_min: number;
  end_min: number;
  weekdays: number;
  grades: string;
};
export type RosterCell = {
  planned: boolean;
  staff: Array<StaffId>;
  away: Array<StaffId>;
  open: Array<MissingStaff>;
  excepted: boolean;
  asked_for: RosterReason | null;
  reason: string;
};
export type RosterRow = { window_id: WindowId; cells: Array<RosterCell | null> };
export type RosterPost = {
  id: PostId;
  name: string;
  requirement: Array<MissingStaff>;
  rev_school: number;
  rev_police: number;
  rows: Array<RosterRow>;
};
export type LeaveLine = { id: string; first: Day; last: Day; reason: string };
export type RosterStaff = {
  id: StaffId;
  name: string;
  kind: StaffKind;
  post: string;
  side: Side;
  leaves: Array<LeaveLine>;
};
export type SideState = {
  side: Side;
  changed_ms: UtcMs | null;
  changed_by: string;
  published_ms: UtcMs | null;
  published_by: string;
  differs: boolean;
};
export type RosterConflict = {
  kind: ConflictKind;
  post_id: PostId;
  post: string;
  day: Day;
  window_id: WindowId;
  staff_id: StaffId | null;
  name: string;
  other: string;
  missing: Array<MissingStaff>;
};
export type CoverGap = { from_ms: UtcMs; to_ms: UtcMs; window_id: WindowId | null };
export type RosterView = {
  school: string;
  name: string;
  week: Day;
  today: Day;
  draft: boolean;
  plans: Side | null;
  days: Array<RosterDay>;
  windows: Array<RosterWindow>;
  posts: Array<RosterPost>;
  staff: Array<RosterStaff>;
  sides: Array<SideState>;
  conflicts: Array<RosterConflict>;
  gaps: Array<CoverGap>;
};
export type PublishDone = { weeks: number };

export type SheetFault = { cell: string; code: string; args: Record<string, string> };
export type SheetChange = {
  post_id: PostId;
  post: string;
  window_id: WindowId;
  weekday: number;
  before: string;
  after: string;
};
export type SheetReading = { faults: Array<SheetFault>; changes: Array<SheetChange>; applied: boolean };
export type RosterRequestRow = {
  record_id: RecordId;
  ask: RosterAsk;
  reason: RosterReason;
  text: string;
  who: string;
  who_kind: StaffKind | null;
  with: string;
  school: string;
  school_code: string;
  post: string;
  day: Day;
  window: string;
  start: string;
  end: string;
  at_ms: UtcMs;
  verdict: Verdict | null;
  note: string;
  decided_ms: UtcMs | null;
  decided_by: string;
  mine: boolean;
};
export type RosterRequestList = { requests: Array<RosterRequestRow>; next: number | null; open: number };

export type Column =
  | "number"
  | "school"
  | "school_name"
  | "name"
  | "kind"
  | "lat"
  | "lon"
  | "crs"
  | "radius"
  | "per_day"
  | "proof";
export type PointDifference = { field: Column; before: string; after: string };
export type PointSheetFault = { row: number; cell: string; code: string; args: Record<string, string> };
export type PointSheetRow = {
  row: number;
  school: string;
  typed_no: string;
  name: string;
  differences: Array<PointDifference>;
};
export type PointSheetReading = {
  faults: Array<PointSheetFault>;
  rows: Array<PointSheetRow>;
  same: number;
  applied: boolean;
};
