// Shapes of the server's /api answers. Times are UTC milliseconds, ids are UUID strings, letters are as stored.
// Generated from server/src/routes/api by `HUXIAO_CODEGEN=write cargo nextest run -p server --test generated`.

export type ClockQuality = "A" | "B" | "C" | "D";
export type Phase = "now" | "next" | "past";
export type ProofCode = "tag_valid" | "tag_invalid" | "position_inside" | "position_outside" | "position_missing" | "position_rough" | "position_mock" | "photo_fresh" | "manual";
export type ProofLevel = "A" | "B" | "C";
export type ProofReason = { 
/**
 * What.
 */
code: ProofCode, 
/**
 * Whether it speaks for presence.
 */
ok: boolean, };
export type StaffKind = "officer" | "auxiliary" | "guard" | "teacher" | "school_safety" | "town_staff";
export type SuspectedSeverity = "general" | "suspected_major";
export type VisitResult = "normal" | "hazard" | "incident" | "unreachable";
export type WindowKind = "in" | "noon_out" | "noon_in" | "out" | "evening" | "night" | "weekend_in" | "weekend_out";
export type DeviceState = "active" | "suspended" | "revoked";
export type RecordStatus = "ok" | "unknown" | "quarantined";
export type Tag = "duty" | "check_ins" | "hazards" | "photos" | "devices";

export type User = { 
/**
 * Sign-in name.
 */
name: string, 
/**
 * What the account is called.
 */
label: string, 
/**
 * Code word of the role.
 */
role: string, 
/**
 * Its Chinese name.
 */
role_label: string, };
export type Scope = { 
/**
 * Level.
 */
kind: "school" | "station" | "town" | "edu" | "city", 
/**
 * Name of the unit.
 */
name: string, 
/**
 * How many schools that is.
 */
school_count: number, };
export type Session = { 
/**
 * Who.
 */
user: User, 
/**
 * What they look over.
 */
scope: Scope, 
/**
 * To be sent back with every request but a GET.
 */
csrf: string, 
/**
 * The organization that runs the server.
 */
place: string, };

export type WindowChoice = { kind: WindowKind, label: string, 
/**
 * Earliest start among the schools, `HH:MM`.
 */
start: string, 
/**
 * Latest end among the schools.
 */
end: string, };
export type BoardWindow = { kind: WindowKind, label: string, start: string, end: string, phase: Phase, };
export type BoardTotals = { 
/**
 * Posts that hold this window.
 */
posts: number, 
/**
 * Posts with everyone there.
 */
manned: number, 
/**
 * Posts nobody was heard of, which says nothing.
 */
silent: number, 
/**
 * Posts somebody came late to.
 */
late: number, 
/**
 * Posts that stood empty, with evidence or after a day.
 */
missed: number, 
/**
 * Visits wanted on that day.
 */
points_due: number, 
/**
 * Visits made, none counted beyond what its point wants.
 */
points_done: number, open_hazards: number, 
/**
 * Records that phones still held when they last called.
 */
unsent_records: number, 
/**
 * Phones that held some.
 */
unsent_devices: number, oldest_unsent_ms: UtcMs | null, };
export type PostPerson = { staff_id: StaffId | null, name: string, kind: string, on_ms: UtcMs, off_ms: UtcMs | null, quality: ClockQuality, lo_ms: UtcMs, hi_ms: UtcMs, record_id: RecordId, };
export type MissingStaff = { kind: StaffKind, count: number, };
export type PostState = "missed" | "silent" | "short" | "manned" | "waiting" | "off_hours";
export type PostRow = { id: PostId, name: string, school_id: SchoolId, school: string, town: string, lat: number, lon: number, need: number, present: number, people: Array<PostPerson>, state: PostState, missing: Array<MissingStaff>, last_contact_ms: UtcMs | null, };
export type PointRow = { id: PointId, point_no: string, name: string, school: string, done: number, need: number, last_ms: UtcMs | null, last_level: ProofLevel | null, last_record_id: RecordId | null, };
export type Board = { now_ms: UtcMs, date: string, window: BoardWindow | null, windows: Array<WindowChoice>, scope_name: string, school_count: number, totals: BoardTotals, 
/**
 * What needs a hand first.
 */
posts: Array<PostRow>, 
/**
 * What needs a hand first.
 */
points: Array<PointRow>, };

export type EventRow = { 
/**
 * Place in the feed; rises.
 */
no: number, 
/**
 * The record behind it.
 */
record_id: RecordId, 
/**
 * Kind of record.
 */
kind: "duty_on" | "duty_off" | "check_in" | "hazard_report", 
/**
 * When it was, as it counts.
 */
at_ms: UtcMs, 
/**
 * When the server had it.
 */
received_ms: UtcMs, 
/**
 * School.
 */
school: string, 
/**
 * Post, point or nothing.
 */
place: string, 
/**
 * Who.
 */
who: string, 
/**
 * Proof of a visit.
 */
level: ProofLevel | null, 
/**
 * Whole meters from the fix to post or point.
 */
distance_m: number | null, 
/**
 * How the time is known.
 */
quality: ClockQuality, 
/**
 * Half-width of the time.
 */
err_ms: number, 
/**
 * Pictures that are here.
 */
photos_stored: number, 
/**
 * Pictures that the record names.
 */
photos_total: number, 
/**
 * Category of a hazard.
 */
category: string | null, 
/**
 * Its Chinese name.
 */
category_label: string | null, 
/**
 * Text of a hazard, note of a visit.
 */
text: string | null, 
/**
 * What a visit found.
 */
result: VisitResult | null, };
export type EventList = { 
/**
 * Newest first.
 */
events: Array<EventRow>, 
/**
 * Ask with `before` = this for more.
 */
next: number | null, };

export type EvidenceWho = { name: string, kind: string, post: string, };
export type EvidenceTime = { 
/**
 * Earliest possible.
 */
lo_ms: UtcMs, 
/**
 * Most likely.
 */
best_ms: UtcMs, 
/**
 * Latest possible.
 */
hi_ms: UtcMs, quality: ClockQuality, 
/**
 * What the phone's wall clock showed.
 */
wall_ms: UtcMs, 
/**
 * The zone it was set to, minutes east of UTC.
 */
tz_min: number, 
/**
 * Milliseconds since the phone was started.
 */
boot_ms: number, 
/**
 * When the server had it.
 */
received_ms: UtcMs, 
/**
 * Corrected time minus wall clock.
 */
correction_ms: number, 
/**
 * When the worker says it was.
 */
stated_ms: UtcMs | null, 
/**
 * `clock_jump`, `backfilled`.
 */
flags: Array<string>, };
export type EvidencePosition = { lat: number, lon: number, accuracy_m: number, provider: string, mock: boolean, fix_age_ms: number, 
/**
 * Whole meters to post or point as it was then.
 */
distance_m: number | null, 
/**
 * Whether the fix may lie within its radius.
 */
inside: boolean | null, radius_m: number | null, target_lat: number | null, target_lon: number | null, };
export type EvidenceProof = { level: ProofLevel, reasons: Array<ProofReason>, };
export type EvidenceDevice = { id: DeviceId, no: string, label: string, 
/**
 * School or station it belongs to.
 */
school: string, last_contact_ms: UtcMs | null, app_version: string, };
export type EvidenceChain = { stream_id: StreamId, seq: number, hash: string, prev_hash: string, 
/**
 * The range of the seal that covers it.
 */
sealed_first: number, sealed_last: number, key_id: string, 
/**
 * Chain and seal hold.
 */
verified: boolean, 
/**
 * The last record the server holds of this stream.
 */
head_seq: number, };
export type EvidencePhoto = { photo_id: PhotoId, sha256: string, width: number, height: number, bytes: number, stored: boolean, thumb_stored: boolean, taken_ms: UtcMs | null, };
export type Evidence = { record_id: RecordId, kind: string, status: RecordStatus, school: string, 
/**
 * Post or point.
 */
place: string, who: EvidenceWho, 
/**
 * Code of the sentence that says whose word the name is.
 */
stated_by: string, time: EvidenceTime, position: EvidencePosition | null, proof: EvidenceProof | null, device: EvidenceDevice, chain: EvidenceChain, photos: Array<EvidencePhoto>, 
/**
 * The record's fields.
 */
body: Record<string, unknown>, check_code: string, };

export type DeviceRow = { 
/**
 * Which.
 */
id: DeviceId, 
/**
 * The number people say.
 */
no: string, 
/**
 * What it calls itself.
 */
label: string, 
/**
 * School or station.
 */
place: string, 
/**
 * Version of the app.
 */
app_version: string, 
/**
 * When it last called.
 */
last_contact_ms: UtcMs | null, 
/**
 * Records the server holds of it.
 */
acked: number, 
/**
 * Records it still held when it last called.
 */
unsent_records: number, 
/**
 * Pictures and thumbnails it still held.
 */
unsent_photos: number, 
/**
 * Since when.
 */
oldest_unsent_ms: UtcMs | null, 
/**
 * Whether the server speaks with it.
 */
state: DeviceState, };
export type DeviceList = { 
/**
 * Those with unsent work first.
 */
devices: Array<DeviceRow>, };

export type HazardRow = { 
/**
 * The report.
 */
record_id: RecordId, 
/**
 * Provisional number, until the office registers it.
 */
temp_no: string, 
/**
 * School.
 */
school: string, 
/**
 * Town.
 */
town: string, 
/**
 * Category.
 */
category: string, 
/**
 * Its Chinese name.
 */
category_label: string, 
/**
 * What is wrong.
 */
text: string, 
/**
 * How bad it looked.
 */
severity: SuspectedSeverity, 
/**
 * When it was reported.
 */
at_ms: UtcMs, 
/**
 * By whom.
 */
who: string, 
/**
 * Pictures that are here.
 */
photos_stored: number, 
/**
 * Pictures that the report names.
 */
photos_total: number, };
export type HazardList = { 
/**
 * Newest first.
 */
hazards: Array<HazardRow>, 
/**
 * Ask with `before` = this for more.
 */
next: number | null, };
