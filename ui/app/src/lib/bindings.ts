// Generated from crates/field/src/views by `cargo xtask codegen`; do not edit by hand.
// Times are UTC milliseconds, ids are text.

/**
 * A moment in milliseconds since 1970-01-01 UTC.
 */
export type UtcMs = number;

/**
 * A day: days since 1970-01-01 on the wire and in tables, `2026-11-23` in JSON and files.
 */
export type Day = string;

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
 * A school or kindergarten 学校（园）.
 */
export type SchoolId = string;

/**
 * A duty window 护学时段.
 */
export type WindowId = string;

/**
 * A route 路线: of an escort team, or of must-patrol points 必巡线.
 */
export type RouteId = string;

/**
 * One walk along must-patrol points 巡逻班次, from its start to its end.
 */
export type RunId = string;

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
 * Bytes of the records.
 */
recordBytes: number, 
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
 * How delivery stands.
 */
export type SyncState = "all_delivered" | "photos_lost" | "waiting" | "sending" | "offline" | "no_server" | "attention";

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
 * Pictures that never reached the server and never will, of records that count.
 */
photosLost: number, 
/**
 * All that is left of those that wait waits for a network that costs nothing, as the settings say.
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
export type Tag = "records" | "sync" | "photos" | "points" | "duty" | "roster" | "escort" | "patrol" | "rulings" | "people" | "settings" | "session";

/**
 * What became stale with one commit.
 */
export type Changed = { 
/**
 * The groups.
 */
tags: Array<Tag>, };

/**
 * Taps and time from opening a form to saving it.
 */
export type Effort = { 
/**
 * Taps, and fields that were typed into.
 */
taps: number, 
/**
 * Milliseconds the form was open.
 */
openMs: number, };

/**
 * Kind of window.
 */
export type WindowKind = "in" | "noon_out" | "noon_in" | "out" | "evening" | "night" | "weekend_in" | "weekend_out";

/**
 * What a day is.
 */
export type DayKind = "class" | "no_class" | "exam" | "weather_stop" | "half";

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
 * What a worker asks for.
 */
export type RosterAsk = "swap" | "leave";

/**
 * Why 请假、换班原因.
 */
export type RosterReason = "sick" | "private" | "official" | "family" | "other";

/**
 * How far a request has come.
 */
export type RequestState = "saved" | "sending" | "delivered" | "asked" | "accepted" | "rejected" | "withdrawn";

/**
 * One of my requests.
 */
export type RosterRequestRow = { 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * At which post.
 */
postId: PostId, 
/**
 * Its name.
 */
post: string, 
/**
 * On which day.
 */
day: Day, 
/**
 * In which window.
 */
windowId: WindowId, 
/**
 * Kind of the window, where it is still known.
 */
kind: WindowKind | null, 
/**
 * Beginning of the turn, where the window is still known.
 */
startMs: UtcMs | null, 
/**
 * What I asked for.
 */
ask: RosterAsk, 
/**
 * Who takes the turn; empty for a leave.
 */
withName: string, 
/**
 * Why.
 */
reason: RosterReason, 
/**
 * What I wrote.
 */
text: string, 
/**
 * When I asked.
 */
atMs: UtcMs, 
/**
 * How far it has come.
 */
state: RequestState, 
/**
 * What the office wrote.
 */
note: string, };

/**
 * Why a turn is not held.
 */
export type CalledOff = { 
/**
 * What the day is.
 */
kind: DayKind, 
/**
 * In words, such as 台风停课.
 */
reason: string, };

/**
 * Somebody on the roster.
 */
export type TurnPerson = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * Name; empty for somebody this phone does not know.
 */
name: string, 
/**
 * Kind of staff, where the person is known.
 */
kind: StaffKind | null, 
/**
 * Leads the team.
 */
lead: boolean, 
/**
 * It is me.
 */
me: boolean, };

/**
 * One duty: a post, a day, a window, and who.
 */
export type RosterTurn = { 
/**
 * Which post.
 */
postId: PostId, 
/**
 * Its name.
 */
post: string, 
/**
 * Name of the school.
 */
school: string, 
/**
 * The day on which it begins.
 */
day: Day, 
/**
 * Which window.
 */
windowId: WindowId, 
/**
 * Kind of the window.
 */
kind: WindowKind, 
/**
 * For these grades only, if it is so.
 */
grades: string | null, 
/**
 * Beginning.
 */
startMs: UtcMs, 
/**
 * End.
 */
endMs: UtcMs, 
/**
 * Be there by then.
 */
arriveMs: UtcMs, 
/**
 * Running (from an hour before the beginning to the end), coming or over.
 */
phase: "now" | "next" | "past", 
/**
 * Named staff; the lead first.
 */
people: Array<TurnPerson>, 
/**
 * Kinds nobody is named for.
 */
open: Array<Missing>, 
/**
 * I am named.
 */
me: boolean, 
/**
 * I lead.
 */
lead: boolean, 
/**
 * The calendar says that it is not held.
 */
calledOff: CalledOff | null, 
/**
 * My newest request about it, unless I took it back.
 */
request: RosterRequestRow | null, };

/**
 * The roster of one post.
 */
export type PostRoster = { 
/**
 * Which post.
 */
postId: PostId, 
/**
 * Its name.
 */
post: string, 
/**
 * Name of the school.
 */
school: string, 
/**
 * Whether it is a post of my own school, or one I am named for.
 */
mine: boolean, 
/**
 * Last day for which anything is published.
 */
until: Day | null, 
/**
 * Turns in order; of a post that is not mine only when it was asked for.
 */
turns: Array<RosterTurn>, };

/**
 * Two weeks from today.
 */
export type Roster = { 
/**
 * The phone's best estimate of now.
 */
nowMs: UtcMs, 
/**
 * Today.
 */
today: Day, 
/**
 * Turns I am named in, in order.
 */
mine: Array<RosterTurn>, 
/**
 * Posts this phone looks after, mine first.
 */
posts: Array<PostRoster>, };

/**
 * A request to make.
 */
export type RosterWish = { 
/**
 * At which post.
 */
postId: PostId, 
/**
 * On which day.
 */
day: Day, 
/**
 * In which window.
 */
windowId: WindowId, 
/**
 * What.
 */
ask: RosterAsk, 
/**
 * Who takes the turn, of a swap.
 */
withId: StaffId | null, 
/**
 * Why.
 */
reason: RosterReason, 
/**
 * In words.
 */
text: string, 
/**
 * What it cost.
 */
effort: Effort | null, };

/**
 * A colleague who might take a turn.
 */
export type SwapChoice = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * Name.
 */
name: string, 
/**
 * Kind of staff.
 */
kind: StaffKind, 
/**
 * Named for another turn at that time.
 */
busy: boolean, };

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
 * Minutes to stay after the end.
 */
leaveAfterMin: number, 
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
mine: boolean, 
/**
 * Who is expected in the window that matters now.
 */
turn: RosterTurn | null, 
/**
 * The office asks nobody to stand there for now.
 */
paused: boolean, };

/**
 * How much room there is.
 */
export type Room = "enough" | "low" | "records_only";

/**
 * What was noticed.
 */
export type ClockFinding = "jumped" | "ran_backward";

/**
 * The newest finding nobody was told yet.
 */
export type ClockTold = { 
/**
 * What; nothing for a finding of a later version.
 */
finding: ClockFinding | null, 
/**
 * How far the wall clock had been set, milliseconds; ahead is above zero.
 */
movedMs: number, 
/**
 * When it was noticed, as it is known now.
 */
atMs: UtcMs, 
/**
 * How many findings nobody was told, this one included.
 */
count: number, };

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
 * My turn that is running.
 */
turn: RosterTurn | null, 
/**
 * My next turn within two weeks.
 */
nextTurn: RosterTurn | null, 
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
 * Questions about my records that nobody answered.
 */
questions: number, 
/**
 * What was noticed about the clock and not told yet.
 */
clock: ClockTold | null, 
/**
 * Delivery.
 */
sync: SyncLine, 
/**
 * Room on the disk.
 */
room: Room, };

/**
 * 情况
 */
export type Situation = "normal" | "abnormal";

/**
 * What a note is about 记事类别.
 */
export type LogCategory = "traffic" | "stranger" | "illness" | "quarrel" | "weather" | "equipment" | "other";

/**
 * Why somebody on the roster is not there 缺勤原因.
 */
export type AbsenceReason = "unknown" | "sick" | "private" | "duty" | "on_the_way" | "swapped";

/**
 * Somebody on the roster who is not there.
 */
export type Absence = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * Why, as far as the lead knows.
 */
reason: AbsenceReason, };

/**
 * Weather 天气.
 */
export type Weather = "fine" | "cloudy" | "rain" | "storm" | "fog" | "heat" | "cold";

/**
 * People who are counted and not named 不记名人数.
 */
export type Headcount = { 
/**
 * 志愿者
 */
volunteers: number, 
/**
 * 家长
 */
parents: number, 
/**
 * 民兵、治安积极分子
 */
militia: number, 
/**
 * 村居干部
 */
village: number, 
/**
 * 其他
 */
others: number, };

/**
 * What a note is.
 */
export type NoteKind = "log" | "roll_call" | "hand_over" | "close";

/**
 * A note of a duty.
 */
export type ShiftNote = { 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * What it is.
 */
what: NoteKind, 
/**
 * Name of who noted it.
 */
who: string, 
/**
 * When.
 */
atMs: UtcMs, 
/**
 * How it is; a roll-call does not say.
 */
situation: Situation | null, 
/**
 * About what, of a log entry.
 */
category: LogCategory | null, 
/**
 * In words.
 */
text: string, 
/**
 * To whom it was handed: a post of a log entry, a name of a hand-over; empty when to nobody.
 */
handedTo: string, 
/**
 * Pictures it names.
 */
photos: number, 
/**
 * How far it has come.
 */
state: RecordState, 
/**
 * Made by mistake.
 */
voided: boolean, };

/**
 * Somebody who belongs to a team or might.
 */
export type TeamMember = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * Name.
 */
name: string, 
/**
 * Kind of staff, where the person is known.
 */
kind: StaffKind | null, 
/**
 * On the roster of this turn.
 */
rostered: boolean, 
/**
 * Leads by the roster.
 */
lead: boolean, 
/**
 * On the roster of the turn after this one.
 */
next: boolean, 
/**
 * Came.
 */
onMs: UtcMs | null, 
/**
 * Left.
 */
offMs: UtcMs | null, 
/**
 * The record of the coming.
 */
recordId: RecordId | null, };

/**
 * Somebody who was not there.
 */
export type AbsentPerson = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * Name.
 */
name: string, 
/**
 * Why.
 */
reason: AbsenceReason, };

/**
 * A roll-call.
 */
export type RollCallShown = { 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * Name of who called.
 */
who: string, 
/**
 * When.
 */
atMs: UtcMs, 
/**
 * Names of those who were there.
 */
present: Array<string>, 
/**
 * Those who were not.
 */
absent: Array<AbsentPerson>, 
/**
 * Others, counted.
 */
headcount: Headcount, 
/**
 * Police cars at the gate.
 */
vehicles: number, 
/**
 * Gear worn, a bit each.
 */
gear: number | null, 
/**
 * Weather.
 */
weather: Weather | null, };

/**
 * A roll-call to save, and its draft.
 */
export type RollCallForm = { 
/**
 * Named staff who are there.
 */
present: Array<StaffId>, 
/**
 * Named staff who are not.
 */
absent: Array<Absence>, 
/**
 * Others, counted.
 */
headcount: Headcount, 
/**
 * Police cars at the gate.
 */
vehicles: number, 
/**
 * Gear worn: 1 helmet, 2 shield, 4 stab vest, 8 baton, 16 fork, 32 radio, 64 reflective vest.
 */
gear: number | null, 
/**
 * Weather.
 */
weather: Weather | null, };

/**
 * A duty.
 */
export type ShiftNow = { 
/**
 * The post, with who is on and who is missing.
 */
post: PostNow, 
/**
 * The day on which it begins.
 */
day: Day, 
/**
 * Beginning of its window; nothing outside all windows.
 */
startMs: UtcMs | null, 
/**
 * End of its window.
 */
endMs: UtcMs | null, 
/**
 * For ticking: those on the roster, then who else came, then those of the next turn, then the school's other staff.
 */
team: Array<TeamMember>, 
/**
 * The newest roll-call.
 */
rollCall: RollCallShown | null, 
/**
 * All that was noted, newest first.
 */
log: Array<ShiftNote>, 
/**
 * Something noted says that it was not normal.
 */
abnormal: boolean, 
/**
 * Who closed it, and how it was.
 */
closed: ShiftNote | null, 
/**
 * Name of who leads, by the roster.
 */
lead: string | null, 
/**
 * It is me.
 */
iLead: boolean, 
/**
 * I may close it: as its lead, or because none is set or there.
 */
mayClose: boolean, };

/**
 * What goes with a coming; all of it may be left out.
 */
export type Coming = { 
/**
 * Recorded by the lead for these; nothing for oneself.
 */
staffIds?: Array<StaffId> | null, 
/**
 * Where the phone is.
 */
position?: Position | null, 
/**
 * Pictures of post and street, of the draft `duty_on:<post>`.
 */
photoIds?: Array<PhotoId> | null, 
/**
 * The text of a code that was read at the post.
 */
tagText?: string | null, 
/**
 * The boot clock when it was read.
 */
tagBootMs?: number | null, 
/**
 * Digest of the picture it was read in.
 */
tagImage?: string | null, 
/**
 * What it cost.
 */
effort?: Effort | null, };

/**
 * What goes with a leaving; all of it may be left out.
 */
export type Leaving = { 
/**
 * Recorded by the lead for these; nothing for oneself.
 */
staffIds?: Array<StaffId> | null, 
/**
 * Where the phone is.
 */
position?: Position | null, 
/**
 * Why before the end of the window.
 */
early?: AbsenceReason | null, 
/**
 * What it cost.
 */
effort?: Effort | null, };

/**
 * A log entry to save.
 */
export type LogForm = { 
/**
 * At which post.
 */
postId: PostId, 
/**
 * About what.
 */
category: LogCategory, 
/**
 * How it is.
 */
situation: Situation, 
/**
 * In words; may be empty when the category says enough.
 */
text: string, 
/**
 * To whom it was handed, by post and not by name.
 */
handedTo: string, 
/**
 * Pictures of the draft `duty_note:<post>`.
 */
photoIds: Array<PhotoId>, 
/**
 * What it cost.
 */
effort: Effort | null, };

/**
 * A hand-over to save.
 */
export type HandOverForm = { 
/**
 * At which post.
 */
postId: PostId, 
/**
 * Who takes over, if somebody by name.
 */
toId: StaffId | null, 
/**
 * How it is.
 */
situation: Situation, 
/**
 * What they should know.
 */
text: string, 
/**
 * Pictures of the draft `duty_note:<post>`.
 */
photoIds: Array<PhotoId>, 
/**
 * What it cost.
 */
effort: Effort | null, };

/**
 * A closing to save.
 */
export type CloseForm = { 
/**
 * At which post.
 */
postId: PostId, 
/**
 * How it was.
 */
situation: Situation, 
/**
 * In words.
 */
text: string, 
/**
 * Pictures of the draft `duty_note:<post>`.
 */
photoIds: Array<PhotoId>, 
/**
 * What it cost.
 */
effort: Effort | null, };

/**
 * Heads handed over at one stop.
 */
export type Handed = { 
/**
 * The stop's name at that time (the route may change later).
 */
stop: string, 
/**
 * How many.
 */
count: number, };

/**
 * Why pupils were neither handed over nor brought back.
 */
export type RemainingReason = "collected_on_the_way" | "miscounted" | "medical" | "searching" | "other";

/**
 * A school whose pupils are escorted.
 */
export type EscortSchool = { 
/**
 * Identity.
 */
schoolId: SchoolId, 
/**
 * Name.
 */
school: string, };

/**
 * A stop.
 */
export type StopShown = { 
/**
 * Name.
 */
name: string, 
/**
 * Latitude, WGS-84 degrees, if somebody set it.
 */
lat: number | null, 
/**
 * Longitude, WGS-84 degrees.
 */
lon: number | null, };

/**
 * A route.
 */
export type EscortRouteShown = { 
/**
 * Identity.
 */
id: RouteId, 
/**
 * Whose.
 */
schoolId: SchoolId, 
/**
 * Name of the school.
 */
school: string, 
/**
 * Name, such as 东线.
 */
name: string, 
/**
 * Stops in order.
 */
stops: Array<StopShown>, 
/**
 * A sheet of it is begun and not saved.
 */
draft: boolean, 
/**
 * Sheets of it that this phone saved today.
 */
sheetsToday: number, };

/**
 * A sheet to save, and its draft.
 */
export type EscortForm = { 
/**
 * Which school.
 */
schoolId: SchoolId, 
/**
 * Which route; nothing for one that is in no list.
 */
routeId: RouteId | null, 
/**
 * Heads that went out.
 */
out: number, 
/**
 * Heads handed over, stop by stop.
 */
handed: Array<Handed>, 
/**
 * Heads brought back.
 */
returned: number, 
/**
 * Why some remain.
 */
reason: RemainingReason | null, 
/**
 * How it is.
 */
situation: Situation, 
/**
 * In words.
 */
note: string, 
/**
 * Weather.
 */
weather: Weather | null, };

/**
 * What a sheet adds up to.
 */
export type EscortSum = { 
/**
 * Heads handed over at all stops.
 */
handed: number, 
/**
 * Heads nobody accounts for; below zero when more came back or were handed over than went out.
 */
remaining: number, 
/**
 * It can only be saved with a reason.
 */
needsReason: boolean, };

/**
 * A sheet that was saved.
 */
export type SheetShown = { 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * Which school.
 */
schoolId: SchoolId, 
/**
 * Name of the school.
 */
school: string, 
/**
 * Name of the route; empty for one that is in no list.
 */
route: string, 
/**
 * In which window.
 */
window: WindowKind | null, 
/**
 * When it was saved.
 */
atMs: UtcMs, 
/**
 * Name of who saved it.
 */
who: string, 
/**
 * Heads that went out.
 */
out: number, 
/**
 * Heads handed over.
 */
handed: number, 
/**
 * Heads brought back.
 */
returned: number, 
/**
 * Heads nobody accounts for.
 */
remaining: number, 
/**
 * Why some remain.
 */
reason: RemainingReason | null, 
/**
 * How it was.
 */
situation: Situation, 
/**
 * In words.
 */
note: string, 
/**
 * How far it has come.
 */
state: RecordState, 
/**
 * Made by mistake.
 */
voided: boolean, };

/**
 * What the escort page shows.
 */
export type EscortPage = { 
/**
 * The phone's best estimate of now.
 */
nowMs: UtcMs, 
/**
 * The window now belongs to, at the first of the schools.
 */
window: WindowKind | null, 
/**
 * Schools this phone looks after, my own first.
 */
schools: Array<EscortSchool>, 
/**
 * Their routes.
 */
routes: Array<EscortRouteShown>, 
/**
 * Today's sheets of this phone, newest first.
 */
sheets: Array<SheetShown>, };

/**
 * What the sheets of a day add up to.
 */
export type DaySum = { 
/**
 * Sheets.
 */
sheets: number, 
/**
 * Heads that went out.
 */
out: number, 
/**
 * Heads handed over.
 */
handed: number, 
/**
 * Heads brought back.
 */
returned: number, 
/**
 * Heads nobody accounts for.
 */
remaining: number, 
/**
 * Sheets that say that it was not normal.
 */
abnormal: number, };

/**
 * A post on one day.
 */
export type PostDay = { 
/**
 * Which.
 */
postId: PostId, 
/**
 * Its name.
 */
post: string, 
/**
 * Different people who came.
 */
people: number, 
/**
 * When the first came.
 */
firstOnMs: UtcMs | null, 
/**
 * When the last left.
 */
lastOffMs: UtcMs | null, 
/**
 * Notes.
 */
entries: number, 
/**
 * Notes that say that it was not normal.
 */
abnormal: number, 
/**
 * At least one of its duties was closed.
 */
closed: boolean, };

/**
 * A review.
 */
export type ReviewShown = { 
/**
 * The record's name.
 */
recordId: RecordId, 
/**
 * Name of who signed.
 */
who: string, 
/**
 * When.
 */
atMs: UtcMs, 
/**
 * How it was.
 */
situation: Situation, 
/**
 * In words.
 */
text: string, 
/**
 * How far it has come.
 */
state: RecordState, };

/**
 * A day of a school, as the head of the day looks at it.
 */
export type DayReviewPage = { 
/**
 * Which school.
 */
schoolId: SchoolId, 
/**
 * Name of the school.
 */
school: string, 
/**
 * Which day.
 */
day: Day, 
/**
 * Its sheets on this phone, in order.
 */
sheets: Array<SheetShown>, 
/**
 * What they add up to; those made by mistake left out.
 */
sum: DaySum, 
/**
 * Posts of the school, as far as this phone knows.
 */
posts: Array<PostDay>, 
/**
 * The newest review, if there is one on this phone.
 */
review: ReviewShown | null, };

/**
 * A review to save.
 */
export type ReviewForm = { 
/**
 * Which school.
 */
schoolId: SchoolId, 
/**
 * Which day.
 */
day: Day, 
/**
 * How it was.
 */
situation: Situation, 
/**
 * In words.
 */
text: string, 
/**
 * What it cost.
 */
effort: Effort | null, };

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
 * The span a frequency counts in.
 */
export type Per = "class_day" | "day" | "window" | "week";

/**
 * A part of the day 时段带, Asia/Shanghai.
 */
export type Band = { 
/**
 * First minute of the day.
 */
startMin: number, 
/**
 * Minute at which it ends; past 1440 it ends on the next day.
 */
endMin: number, };

/**
 * How often a point is to be visited.
 */
export type Frequency = { 
/**
 * In each of what.
 */
per: Per, 
/**
 * Visits wanted in it.
 */
visits: number, 
/**
 * Parts of a day that want at least one visit each; empty: any time.
 */
bands: Array<Band>, };

/**
 * Whether a visit is wanted at a point.
 */
export type Due = "now" | "later" | "done";

/**
 * A point and how it stands today.
 */
export type PointDue = { 
/**
 * Identity.
 */
id: PointId, 
/**
 * Its number.
 */
pointNo: string, 
/**
 * The number as it is printed and typed.
 */
typedNo: string, 
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
bearing: Compass | null, 
/**
 * Whether a visit is wanted.
 */
due: Due, 
/**
 * A visit is wanted by then.
 */
dueMs: UtcMs | null, 
/**
 * Some visit of today or yesterday is not known on this phone, and its time is over.
 */
overdue: boolean, 
/**
 * The rule, where it is another than so many visits each day.
 */
frequency: Frequency | null, };

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
 * What kind of patrol.
 */
export type PatrolKind = "grid" | "village_school" | "inside" | "video";

/**
 * How one went.
 */
export type PatrolMethod = "foot" | "vehicle" | "bike" | "video" | "drone";

/**
 * Why a point could not be reached: one tap.
 */
export type MissReason = "called_away" | "road_closed" | "locked" | "weather" | "point_gone" | "other";

/**
 * What sort of code was read.
 */
export type ScanKind = "tag" | "live" | "other";

/**
 * A code that was read.
 */
export type Scan = { 
/**
 * Its text, to be kept with the record.
 */
text: string, 
/**
 * What sort.
 */
kind: ScanKind, 
/**
 * The boot clock at the reading, to be kept with the record.
 */
bootMs: number, 
/**
 * The point it says it is of.
 */
pointId: PointId | null, 
/**
 * That point's name; empty when this phone does not know it.
 */
point: string, 
/**
 * Digest of the picture it was read in, to be kept with the record; nothing for a text that was typed.
 */
image: string | null, };

/**
 * A colleague who confirms on the same phone.
 */
export type Witness = { 
/**
 * Who.
 */
staffId: StaffId, 
/**
 * The own PIN.
 */
pin: string, };

/**
 * The signals a proof is judged by before there is a record.
 */
export type Signals = { 
/**
 * Where the phone is.
 */
position?: Position | null, 
/**
 * The text of the code that was read.
 */
tagText?: string | null, 
/**
 * Pictures taken.
 */
photoCount: number, 
/**
 * A colleague is going to confirm it.
 */
witness: boolean, 
/**
 * How one came there; nothing for as the run goes.
 */
method?: PatrolMethod | null, };

/**
 * What was found at a point.
 */
export type Visit = { 
/**
 * Which point.
 */
pointId: PointId, 
/**
 * What was found.
 */
result: VisitResult, 
/**
 * A note.
 */
note: string, 
/**
 * Pictures of its draft.
 */
photoIds: Array<PhotoId>, 
/**
 * Where the phone was.
 */
position?: Position | null, 
/**
 * The text of the code that was read there.
 */
tagText?: string | null, 
/**
 * The boot clock when it was read.
 */
tagBootMs?: number | null, 
/**
 * Digest of the picture it was read in.
 */
tagImage?: string | null, 
/**
 * How one came there; nothing for as the run goes.
 */
method?: PatrolMethod | null, 
/**
 * Who came along, counted; nothing for as the run counts.
 */
partySize?: number | null, 
/**
 * Of an unreachable point: why.
 */
miss?: MissReason | null, 
/**
 * A colleague who confirms on the same phone.
 */
witness?: Witness | null, 
/**
 * The point is here, where the phone is; the office decides.
 */
placesPoint: boolean, 
/**
 * What it cost.
 */
effort?: Effort | null, };

/**
 * A point that could not be reached, and why: one tap.
 */
export type CouldNot = { 
/**
 * Which point.
 */
pointId: PointId, 
/**
 * Why.
 */
miss: MissReason, 
/**
 * In words.
 */
note: string, 
/**
 * What it cost.
 */
effort?: Effort | null, };

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
 * A route.
 */
export type PatrolRouteShown = { 
/**
 * Identity.
 */
id: RouteId, 
/**
 * Name, such as 港头北线.
 */
name: string, 
/**
 * Name of who is responsible for it; empty when this phone does not know.
 */
unit: string, 
/**
 * Kind.
 */
kind: PatrolKind, 
/**
 * Its points in the order in which they are walked.
 */
points: Array<PointDue>, 
/**
 * Runs along it that were finished today on this phone.
 */
runsToday: number, };

/**
 * Rounds inside the school.
 */
export type InsideRounds = { 
/**
 * Finished today on this phone.
 */
done: number, 
/**
 * Wanted a day.
 */
need: number, };

/**
 * A point of a run.
 */
export type RunPoint = { 
/**
 * Which.
 */
point: PointDue, 
/**
 * It was planned.
 */
planned: boolean, 
/**
 * When it was visited.
 */
visitedMs: UtcMs | null, 
/**
 * What was found.
 */
result: VisitResult | null, 
/**
 * Why it could not be reached.
 */
miss: MissReason | null, };

/**
 * A run under way.
 */
export type RunNow = { 
/**
 * Which run.
 */
runId: RunId, 
/**
 * Along which route; nothing for one's own choice.
 */
routeId: RouteId | null, 
/**
 * Name of the route; empty for one's own choice.
 */
name: string, 
/**
 * Kind.
 */
kind: PatrolKind, 
/**
 * How one goes.
 */
method: PatrolMethod, 
/**
 * Since when.
 */
startedMs: UtcMs, 
/**
 * Who comes along, counted.
 */
party: Headcount, 
/**
 * Planned points in order, then others that were visited.
 */
points: Array<RunPoint>, 
/**
 * Points visited.
 */
visited: number, 
/**
 * Planned points neither visited nor given a reason.
 */
left: number, };

/**
 * What the patrol page shows.
 */
export type PatrolPage = { 
/**
 * The phone's best estimate of now.
 */
nowMs: UtcMs, 
/**
 * My run, if one is under way.
 */
run: RunNow | null, 
/**
 * Routes this phone looks after.
 */
routes: Array<PatrolRouteShown>, 
/**
 * Rounds inside the school.
 */
inside: InsideRounds, 
/**
 * Points, those due now first, then by distance.
 */
due: Array<PointDue>, };

/**
 * A run to start.
 */
export type RunPlan = { 
/**
 * Along which route; nothing for one's own choice.
 */
routeId: RouteId | null, 
/**
 * Kind.
 */
kind: PatrolKind, 
/**
 * How one goes.
 */
method: PatrolMethod, 
/**
 * Points of one's own choice; those of a route need not be named. A round inside without any takes the points
 * inside one's own school.
 */
pointIds: Array<PointId>, 
/**
 * Who comes along, counted.
 */
party: Headcount, 
/**
 * In words.
 */
note: string, 
/**
 * What it cost.
 */
effort: Effort | null, };

/**
 * A point that could not be reached.
 */
export type MissedPoint = { 
/**
 * Which.
 */
pointId: PointId, 
/**
 * Why.
 */
reason: MissReason, };

/**
 * A step of a run was saved.
 */
export type RunSaved = { 
/**
 * Of which run.
 */
runId: RunId, 
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
 * A hazard as the worker saw it.
 */
export type Sighting = { 
/**
 * Code of the school.
 */
schoolCode: string, 
/**
 * Code of the category.
 */
category: string, 
/**
 * What is wrong.
 */
text: string, 
/**
 * How bad it looks.
 */
severity: SuspectedSeverity, 
/**
 * Pictures of its draft.
 */
photoIds: Array<PhotoId>, 
/**
 * Where the phone was.
 */
position?: Position | null, 
/**
 * What it cost.
 */
effort?: Effort | null, };

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
stamp: boolean, 
/**
 * How long a picture stays on its phone, also when the server has it for certain.
 */
stays: number, };

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
 * The place that its stamp names; nothing without a stamp.
 */
stampedPlace: string | null, 
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
 * Pictures of which something is still to be sent.
 */
left: number, 
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
export type RecordKind = "duty_on" | "duty_off" | "check_in" | "hazard_report" | "duty_note" | "escort_sheet" | "correction" | "roster_request" | "day_review" | "patrol_run" | "answer" | "other";

/**
 * How far a record has come.
 */
export type RecordState = "saved" | "sending" | "delivered" | "kept";

/**
 * What is put right.
 */
export type Correction = { "what": "void" } | { "what": "time", 
/**
 * When.
 */
atMs: UtcMs, } | { "what": "text", 
/**
 * The text.
 */
text: string, };

/**
 * What of a record can be put right.
 */
export type Correctable = "void" | "time" | "text";

/**
 * The decision.
 */
export type Verdict = "asked" | "accepted" | "rejected";

/**
 * Whose records a list shows.
 */
export type Whose = "mine" | "all";

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
 * Which of its sort: the sort of note, the step of a run, what was found, asked or corrected; a code word.
 */
what: string | null, 
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
 * Pictures that will never reach the server: the file on this phone is gone or torn, or the server does not take it.
 */
photosLost: number, 
/**
 * Code of the server's remark.
 */
reason: string | null, 
/**
 * Whether it was in time; nothing when no window says so.
 */
onTime: boolean | null, 
/**
 * Made by mistake, as I said later.
 */
voided: boolean, 
/**
 * Something of it was put right later.
 */
corrected: boolean, 
/**
 * What I can put right of it; nothing of a colleague's.
 */
correctable: Array<Correctable>, 
/**
 * What the office decided or asked last.
 */
verdict: Verdict | null, };

/**
 * How far a picture has come.
 */
export type PhotoState = "saved" | "sending" | "stored" | "lost" | "refused";

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
 * The server's code for why it will never take it.
 */
refused: string | null, 
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
jumped: boolean, 
/**
 * How far the clock had been set just before it, milliseconds; ahead is above zero.
 */
movedMs: number | null, 
/**
 * The zone the phone was set to, minutes east of UTC.
 */
tzMin: number, };

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
 * One thing a record tells, by code words.
 */
export type Fact = { 
/**
 * Which, such as `out` or `category`.
 */
name: string, 
/**
 * A figure, a code word or a name.
 */
value: string, };

/**
 * A correction of a record.
 */
export type CorrectionShown = { 
/**
 * The correction's own name.
 */
recordId: RecordId, 
/**
 * What is put right.
 */
change: Correction, 
/**
 * Why.
 */
reason: string, 
/**
 * Name of who did.
 */
who: string, 
/**
 * When.
 */
atMs: UtcMs, 
/**
 * How far it has come.
 */
state: RecordState, };

/**
 * An answer.
 */
export type AnswerShown = { 
/**
 * The answer's own name.
 */
recordId: RecordId, 
/**
 * In words.
 */
text: string, 
/**
 * When.
 */
atMs: UtcMs, 
/**
 * How far it has come.
 */
state: RecordState, 
/**
 * Pictures it names.
 */
photos: number, };

/**
 * An answer to save.
 */
export type AnswerForm = { 
/**
 * About which record.
 */
recordId: RecordId, 
/**
 * In words.
 */
text: string, 
/**
 * Pictures of the draft `answer:<record>`.
 */
photoIds: Array<PhotoId>, 
/**
 * What it cost.
 */
effort: Effort | null, };

/**
 * What the office asks or has decided about one of my records.
 */
export type RulingRow = { 
/**
 * About which record.
 */
recordId: RecordId, 
/**
 * Decision.
 */
verdict: Verdict, 
/**
 * What was noticed, as code words.
 */
reasons: Array<string>, 
/**
 * In words.
 */
note: string, 
/**
 * When.
 */
atMs: UtcMs, 
/**
 * The record, if it was made on this phone.
 */
record: RecordRow | null, 
/**
 * My newest answer.
 */
answer: AnswerShown | null, 
/**
 * A question nobody answered yet.
 */
open: boolean, };

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
 * How well a visit or a coming is proven, and by what: of a visit the level that was shown then, the reasons as the
 * phone's lists tell them now. Nothing where no proof is asked for.
 */
proof: Proof | null, 
/**
 * Where the phone was.
 */
position: Position | null, 
/**
 * Its pictures, in the order the record names them.
 */
photos: Array<RecordPhoto>, 
/**
 * Names of those a lead recorded it for.
 */
people: Array<string>, 
/**
 * Name of the colleague who confirmed it; empty when nobody did.
 */
witness: string, 
/**
 * What else it tells.
 */
facts: Array<Fact>, 
/**
 * How it was put right, in order.
 */
corrections: Array<CorrectionShown>, 
/**
 * The record that this one puts right or answers about.
 */
about: RecordRow | null, 
/**
 * What the office asks or has decided.
 */
ruling: RulingRow | null, };
