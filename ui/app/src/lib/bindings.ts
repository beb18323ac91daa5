// Generated from crates/field/src/views by `cargo xtask codegen`; do not edit by hand.
// Times are UTC milliseconds, ids are text.

/**
 * A moment in milliseconds since 1970-01-01 UTC.
 */
export type UtcMs = number;

/**
 * A person on duty 执勤人员 (an employee; volunteers are counted, never named).
 */
export type StaffId = string;

/**
 * A duty post 护学岗点位.
 */
export type PostId = string;

/**
 * A must-patrol point 必巡点.
 */
export type PointId = string;

/**
 * One record, made on the device; the name other records refer to it by.
 */
export type RecordId = string;

/**
 * One picture (or its thumbnail, which has a name of its own).
 */
export type PhotoId = string;

/**
 * A problem a person is told about.
 */
export type Problem = { 
/**
 * Kebab-case, stable; one message per language.
 */
code: string, 
/**
 * What the message names: counts, versions, minutes.
 */
args: { [key in string]: string }, };

/**
 * Which page the app opens with.
 */
export type Phase = "enroll" | "who" | "home";

/**
 * Where the program runs.
 */
export type Platform = "desktop" | "mobile";

/**
 * Language of the pages.
 */
export type Language = "zh-CN" | "en";

/**
 * Colors.
 */
export type Theme = "system" | "light" | "dark";

/**
 * What may go over mobile data.
 */
export type MobileData = "all" | "thumbnails" | "records-only";

/**
 * How this phone is set.
 */
export type Settings = { 
/**
 * Language of the pages.
 */
language: Language, 
/**
 * Three large buttons and nothing else.
 */
elderMode: boolean, 
/**
 * Colors.
 */
theme: Theme, 
/**
 * What may go over mobile data.
 */
mobileData: MobileData, };

/**
 * Those settings that are to change.
 */
export type SettingsPatch = { 
/**
 * Language of the pages.
 */
language?: Language, 
/**
 * Three large buttons and nothing else.
 */
elderMode?: boolean, 
/**
 * Colors.
 */
theme?: Theme, 
/**
 * What may go over mobile data.
 */
mobileData?: MobileData, };

/**
 * The frame around all pages.
 */
export type AppState = { 
/**
 * Which page to open with.
 */
phase: Phase, 
/**
 * The organization, once enrolled.
 */
org: string | null, 
/**
 * The school or station the phone belongs to.
 */
place: string | null, 
/**
 * The phone's short number.
 */
deviceNo: string | null, 
/**
 * Who is signed in.
 */
me: Person | null, 
/**
 * Settings of this phone.
 */
settings: Settings, 
/**
 * Where it sends to.
 */
serverUrl: string | null, 
/**
 * Where the program runs.
 */
platform: Platform, 
/**
 * Version of the app.
 */
version: string, 
/**
 * What the person is to be told since the app was opened.
 */
told: Problem | null, };

/**
 * What was read from a typed, pasted or scanned enrollment code.
 */
export type EnrollCode = { 
/**
 * The server, when the text named it.
 */
server: string | null, 
/**
 * The code in its four groups.
 */
code: string, };

/**
 * What stands on the page 关于.
 */
export type About = { 
/**
 * Version of the app.
 */
version: string, 
/**
 * The phone's short number, or nothing before enrollment.
 */
device: string | null, 
/**
 * The stream its records stand in.
 */
stream: string | null, 
/**
 * Where it sends to.
 */
serverUrl: string | null, 
/**
 * Bytes of the database file.
 */
dbBytes: number, 
/**
 * Records on this phone, sent or not.
 */
records: number, 
/**
 * Pictures on this phone.
 */
photos: number, 
/**
 * Bytes of the picture folder.
 */
photoBytes: number, 
/**
 * Last moment the server answered.
 */
lastContactMs: UtcMs | null, };

/**
 * What a rescue bundle would hold now.
 */
export type BundleContents = { 
/**
 * Records.
 */
records: number, 
/**
 * Pictures.
 */
photos: number, 
/**
 * Bytes of the pictures and their thumbnails.
 */
photoBytes: number, 
/**
 * The organization's key is here; without it nothing can be written.
 */
ready: boolean, };

/**
 * A rescue bundle was written.
 */
export type BundleSaved = { 
/**
 * Where.
 */
file: string, 
/**
 * Its bytes.
 */
bytes: number, 
/**
 * Records in it.
 */
records: number, 
/**
 * Pictures in it.
 */
photos: number, 
/**
 * Pictures whose files are gone from this phone.
 */
photosMissing: number, };

/**
 * Kind of staff 人员类别.
 */
export type StaffKind = "officer" | "auxiliary" | "guard" | "teacher" | "school_safety" | "town_staff";

/**
 * A person who may use this phone.
 */
export type Person = { 
/**
 * Identity.
 */
id: StaffId, 
/**
 * Name as colleagues say it.
 */
name: string, 
/**
 * Kind of staff.
 */
kind: StaffKind, 
/**
 * Post 职务.
 */
post: string, 
/**
 * Name of the school or agency they belong to.
 */
place: string, 
/**
 * Whether a PIN is asked for.
 */
hasPin: boolean, };

/**
 * Kind of window.
 */
export type WindowKind = "in" | "noon_out" | "noon_in" | "out" | "evening" | "night" | "weekend_in" | "weekend_out";

/**
 * A duty window of today.
 */
export type WindowNow = { 
/**
 * Kind.
 */
kind: WindowKind, 
/**
 * Its Chinese name, as on the office's paper.
 */
label: string, 
/**
 * `HH:MM`.
 */
start: string, 
/**
 * `HH:MM`.
 */
end: string, 
/**
 * Minutes to be there before the start.
 */
arriveBeforeMin: number, 
/**
 * Running, coming or over.
 */
phase: "now" | "next" | "past", };

/**
 * Somebody on duty.
 */
export type OnDuty = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * Name.
 */
name: string, 
/**
 * Since when.
 */
atMs: UtcMs, };

/**
 * Heads still missing.
 */
export type Missing = { 
/**
 * Kind of staff.
 */
kind: StaffKind, 
/**
 * How many.
 */
count: number, };

/**
 * Whether a person is on duty.
 */
export type DutyState = "off" | "on";

/**
 * A post as it stands now, from what this phone recorded.
 */
export type PostNow = { 
/**
 * Identity.
 */
id: PostId, 
/**
 * Name, such as 东门护学岗.
 */
name: string, 
/**
 * Name of the school.
 */
school: string, 
/**
 * The window that matters now.
 */
window: WindowNow | null, 
/**
 * Who went on duty here on this phone and has not left.
 */
on: Array<OnDuty>, 
/**
 * Who is still missing.
 */
missing: Array<Missing>, 
/**
 * Whether I am on duty here.
 */
me: DutyState, 
/**
 * Whether it is a post of my own school or one I am at.
 */
mine: boolean, };

/**
 * How much room there is.
 */
export type Room = "enough" | "low" | "records_only";

/**
 * The home page.
 */
export type Home = { 
/**
 * The phone's best estimate of now.
 */
nowMs: UtcMs, 
/**
 * The school or station the phone belongs to.
 */
place: string, 
/**
 * Who is signed in.
 */
me: Person, 
/**
 * Posts, mine first.
 */
posts: Array<PostNow>, 
/**
 * The next points that are due; at most a handful.
 */
points: Array<PointDue>, 
/**
 * How many points are still due today in all.
 */
pointsLeft: number, 
/**
 * Delivery.
 */
sync: SyncLine, 
/**
 * Room on the disk.
 */
room: Room, };

/**
 * Kind of point.
 */
export type PointKind = "campus_gate" | "perimeter" | "key_position" | "surrounding" | "route_node";

/**
 * How well presence is proven.
 */
export type ProofLevel = "A" | "B" | "C";

/**
 * Why a proof has its level; each is one line on screen.
 */
export type ProofCode = "tag_valid" | "tag_invalid" | "position_inside" | "position_outside" | "position_missing" | "position_rough" | "position_mock" | "crs_suspect" | "live_unjudged" | "live_valid" | "live_stale" | "live_invalid" | "tag_retired" | "witness" | "photo_fresh" | "manual";

/**
 * One reason.
 */
export type ProofReason = { 
/**
 * What.
 */
code: ProofCode, 
/**
 * Whether it speaks for presence.
 */
ok: boolean, };

/**
 * A level with its reasons.
 */
export type Proof = { 
/**
 * Level.
 */
level: ProofLevel, 
/**
 * Reasons, strongest first.
 */
reasons: Array<ProofReason>, 
/**
 * Whole meters from fix to point.
 */
distanceM: number | null, };

/**
 * One of eight directions.
 */
export type Compass = "N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW";

/**
 * A point and how it stands today.
 */
export type PointDue = { 
/**
 * Identity.
 */
id: PointId, 
/**
 * Number to say or type.
 */
pointNo: string, 
/**
 * Name.
 */
name: string, 
/**
 * Name of the school it guards.
 */
school: string, 
/**
 * Kind.
 */
kind: PointKind, 
/**
 * Inside a building, where a fix says little.
 */
indoor: boolean, 
/**
 * Visits this phone recorded today.
 */
doneToday: number, 
/**
 * Visits wanted today.
 */
needToday: number, 
/**
 * Latitude, WGS-84 degrees.
 */
lat: number, 
/**
 * Longitude, WGS-84 degrees.
 */
lon: number, 
/**
 * Radius in which a fix counts, meters.
 */
radiusM: number, 
/**
 * Proof asked for.
 */
minProof: ProofLevel, 
/**
 * Meters from where I am, when that is known.
 */
distanceM: number | null, 
/**
 * Direction from where I am.
 */
bearing: Compass | null, };

/**
 * A fix as the page got it from the system.
 */
export type Position = { 
/**
 * Latitude, WGS-84 degrees.
 */
lat: number, 
/**
 * Longitude, WGS-84 degrees.
 */
lon: number, 
/**
 * Radius the provider claims, meters.
 */
accuracyM: number, 
/**
 * Age of the fix, milliseconds.
 */
fixAgeMs: number, 
/**
 * Who gave it.
 */
provider: string, 
/**
 * The system said the fix is mocked.
 */
mock: boolean, };

/**
 * What was found.
 */
export type VisitResult = "normal" | "hazard" | "incident" | "unreachable";

/**
 * A record is in the database: the commit has returned.
 */
export type Saved = { 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * Its place in the stream.
 */
seq: number, 
/**
 * The phone's best estimate of when.
 */
atMs: UtcMs, 
/**
 * Whether it was in time; nothing when no window says so.
 */
onTime: boolean | null, };

/**
 * A check-in was saved, with the proof it showed.
 */
export type CheckInSaved = { 
/**
 * How well presence is proven.
 */
proof: Proof, 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * Its place in the stream.
 */
seq: number, 
/**
 * The phone's best estimate of when.
 */
atMs: UtcMs, 
/**
 * Whether it was in time; nothing when no window says so.
 */
onTime: boolean | null, };

/**
 * How bad it looks to the reporter; `major` itself is for leaders to confirm (domain study §3.5).
 */
export type SuspectedSeverity = "general" | "suspected_major";

/**
 * A school to choose.
 */
export type SchoolChoice = { 
/**
 * School code.
 */
code: string, 
/**
 * Name.
 */
name: string, };

/**
 * A category to choose.
 */
export type CategoryChoice = { 
/**
 * Three letters.
 */
code: string, 
/**
 * Chinese label.
 */
label: string, 
/**
 * English label.
 */
labelEn: string, };

/**
 * The choices of the hazard form.
 */
export type HazardForm = { 
/**
 * Schools this phone looks after, its own first.
 */
schools: Array<SchoolChoice>, 
/**
 * Categories, the ones a guard meets most first.
 */
categories: Array<CategoryChoice>, };

/**
 * Where a picture came from, by the word of the phone's own app.
 */
export type PhotoSource = "camera" | "system_camera" | "file";

/**
 * Rules for pictures.
 */
export type PictureRules = { 
/**
 * Pictures that were there before may be chosen.
 */
gallery: boolean, 
/**
 * The step that covers faces and plates is shown.
 */
maskStep: boolean, 
/**
 * Time, place, duty, school and check code are drawn into the picture.
 */
stamp: boolean, };

/**
 * A picture added to a draft.
 */
export type DraftPhoto = { 
/**
 * Identity; the record will name it.
 */
id: PhotoId, 
/**
 * Pixels across.
 */
width: number, 
/**
 * Pixels down.
 */
height: number, 
/**
 * Bytes to send later.
 */
bytes: number, 
/**
 * Places that were covered.
 */
masks: number, 
/**
 * What was written under it.
 */
caption: string, 
/**
 * Its file is gone or torn: it must be taken again.
 */
damaged: boolean, };

/**
 * A form that is not sent yet; it survives a kill of the app.
 */
export type Draft = { 
/**
 * Text as typed so far.
 */
text: string, 
/**
 * Category chosen so far.
 */
category: string | null, 
/**
 * Severity chosen so far.
 */
severity: SuspectedSeverity, 
/**
 * Pictures taken so far.
 */
photoIds: Array<PhotoId>, 
/**
 * School chosen so far.
 */
schoolCode: string | null, };

/**
 * How far a picture of a record is on its way to the server.
 */
export type PhotoProgress = { 
/**
 * The picture.
 */
id: PhotoId, 
/**
 * The record that names it, as in the list of records.
 */
seq: number, 
/**
 * Bytes of picture and thumbnail.
 */
bytes: number, 
/**
 * Bytes of them the server has.
 */
sentBytes: number, };

/**
 * How far all pictures are.
 */
export type Progress = { 
/**
 * Pictures that records of this phone name.
 */
photos: number, 
/**
 * Of them, those the server has and has checked.
 */
stored: number, 
/**
 * Bytes still to be sent.
 */
bytesLeft: number, 
/**
 * They wait for a network that costs nothing, as the settings say.
 */
held: boolean, 
/**
 * Those under way or waiting, most urgent first; at most fifty.
 */
waiting: Array<PhotoProgress>, };

/**
 * Kind of a listed record.
 */
export type RecordKind = "duty_on" | "duty_off" | "check_in" | "hazard_report" | "other";

/**
 * How far a record has come.
 */
export type RecordState = "saved" | "sending" | "delivered" | "kept";

/**
 * One line of my records.
 */
export type RecordRow = { 
/**
 * Place in the list, for the page after it; the number in the stream, as long as the phone has had one stream.
 */
seq: number, 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * Kind.
 */
kind: RecordKind, 
/**
 * Name of the post, point or school it is about.
 */
title: string, 
/**
 * What the worker wrote, or the school's name.
 */
detail: string, 
/**
 * Name of who acted.
 */
who: string, 
/**
 * When, by the phone.
 */
atMs: UtcMs, 
/**
 * How far it has come.
 */
state: RecordState, 
/**
 * Pictures the server holds.
 */
photosSent: number, 
/**
 * Pictures it names.
 */
photosTotal: number, 
/**
 * Pictures that will never reach the server: the file on this phone is gone or torn.
 */
photosLost: number, 
/**
 * Code of the server's remark.
 */
reason: string | null, 
/**
 * Whether it was in time; nothing when no window says so.
 */
onTime: boolean | null, };

/**
 * How far a picture has come.
 */
export type PhotoState = "saved" | "sending" | "stored" | "lost";

/**
 * A picture of a record.
 */
export type RecordPhoto = { 
/**
 * Which.
 */
id: PhotoId, 
/**
 * Pixels across.
 */
width: number, 
/**
 * Pixels down.
 */
height: number, 
/**
 * Its length.
 */
bytes: number, 
/**
 * Bytes the server is known to have.
 */
sentBytes: number, 
/**
 * How far it has come.
 */
state: PhotoState, 
/**
 * Its digest, 64 hex digits; the record carries it.
 */
sha256: string, };

/**
 * How a corrected time is known.
 */
export type ClockQuality = "A" | "B" | "C" | "D";

/**
 * When a record was, as this phone knows it now.
 */
export type RecordTime = { 
/**
 * What the wall clock showed.
 */
wallMs: UtcMs, 
/**
 * Most likely.
 */
bestMs: UtcMs, 
/**
 * Known to this either way.
 */
errMs: number, 
/**
 * How it is known.
 */
quality: ClockQuality, 
/**
 * The clock had been set before it.
 */
jumped: boolean, };

/**
 * What the server has signed for.
 */
export type ReceiptFacts = { 
/**
 * All records up to this number.
 */
upto: number, 
/**
 * When, by the server's clock.
 */
receivedMs: UtcMs, };

/**
 * One of my records with its evidence.
 */
export type RecordDetail = { 
/**
 * Its line in the list.
 */
row: RecordRow, 
/**
 * Place in its stream.
 */
seq: number, 
/**
 * When.
 */
time: RecordTime, 
/**
 * The short code that office and pictures show too.
 */
checkCode: string, 
/**
 * The chain's hash at it, 64 hex digits.
 */
hash: string, 
/**
 * The receipt that covers it.
 */
receipt: ReceiptFacts | null, 
/**
 * What was written.
 */
text: string, 
/**
 * Code of a hazard's category.
 */
category: string | null, 
/**
 * How bad a hazard looked.
 */
severity: SuspectedSeverity | null, 
/**
 * What a visit was proven by, as shown then.
 */
proofLevel: ProofLevel | null, 
/**
 * Where the phone was.
 */
position: Position | null, 
/**
 * Its pictures, in the order the record names them.
 */
photos: Array<RecordPhoto>, };

/**
 * How delivery stands.
 */
export type SyncState = "all_delivered" | "waiting" | "sending" | "offline" | "no_server" | "attention";

/**
 * Delivery.
 */
export type SyncLine = { 
/**
 * How it stands.
 */
state: SyncState, 
/**
 * Records without a receipt.
 */
pendingRecords: number, 
/**
 * Pictures the server does not hold.
 */
pendingPhotos: number, 
/**
 * All that is left of them waits for a network that costs nothing, as the settings say.
 */
photosHeld: boolean, 
/**
 * Last moment the server answered.
 */
lastContactMs: UtcMs | null, 
/**
 * When the oldest of what waits was recorded.
 */
oldestPendingMs: UtcMs | null, 
/**
 * Problem code of the last failure.
 */
reason: string | null, 
/**
 * When it is tried again by itself; nothing while it is being tried, or when nothing waits for a time.
 */
nextTryMs: UtcMs | null, };

/**
 * One group of things a page may show.
 */
export type Tag = "records" | "sync" | "photos" | "points" | "duty" | "people" | "settings" | "session";

/**
 * What became stale with one commit.
 */
export type Changed = { 
/**
 * The groups.
 */
tags: Array<Tag>, };
