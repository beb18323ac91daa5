// The shapes that travel between the window and Rust. Kept by hand with the names of the Rust views
// until the generator writes this file; nothing but types may stand here.

export type Language = "zh-CN" | "en";
export type Theme = "system" | "light" | "dark";
export type MobileData = "all" | "records-only";

export type SettingsPatch = {
  language?: Language;
  elderMode?: boolean;
  theme?: Theme;
  mobileData?: MobileData;
};
export type Settings = { language: Language; elderMode: boolean; theme: Theme; mobileData: MobileData };

export type StaffKind = "officer" | "auxiliary" | "guard" | "teacher" | "school_safety" | "town_staff";
export type Person = { id: string; name: string; kind: StaffKind; post: string; place: string; hasPin: boolean };

export type Phase = "enroll" | "who" | "home";
export type Platform = "desktop" | "mobile";
export type AppState = {
  phase: Phase;
  org: string | null;
  place: string | null;
  deviceNo: string | null;
  me: Person | null;
  settings: Settings;
  serverUrl: string | null;
  platform: Platform;
  version: string;
};

export type EnrollCode = { server: string | null; code: string };

export type WindowKind = "in" | "noon_out" | "noon_in" | "out" | "evening" | "night" | "weekend_in" | "weekend_out";
export type WindowNow = {
  kind: WindowKind;
  label: string;
  start: string;
  end: string;
  arriveBeforeMin: number;
  phase: "now" | "next" | "past";
};
export type OnDuty = { staffId: string; name: string; atMs: number };
export type Missing = { kind: StaffKind; count: number };
export type DutyState = "off" | "on";
export type PostNow = {
  id: string;
  name: string;
  school: string;
  window: WindowNow | null;
  on: OnDuty[];
  missing: Missing[];
  me: DutyState;
  mine: boolean;
};

export type PointKind = "campus_gate" | "perimeter" | "key_position" | "surrounding" | "route_node";
export type ProofLevel = "A" | "B" | "C";
export type Compass = "N" | "NE" | "E" | "SE" | "S" | "SW" | "W" | "NW";
export type PointDue = {
  id: string;
  pointNo: string;
  name: string;
  school: string;
  kind: PointKind;
  indoor: boolean;
  doneToday: number;
  needToday: number;
  lat: number;
  lon: number;
  radiusM: number;
  minProof: ProofLevel;
  distanceM: number | null;
  bearing: Compass | null;
};

export type SyncState = "all_delivered" | "waiting" | "sending" | "offline" | "no_server" | "attention";
export type SyncLine = {
  state: SyncState;
  pendingRecords: number;
  pendingPhotos: number;
  lastContactMs: number | null;
  oldestPendingMs: number | null;
  reason: string | null;
};

export type Home = {
  nowMs: number;
  place: string;
  me: Person;
  posts: PostNow[];
  points: PointDue[];
  pointsLeft: number;
  sync: SyncLine;
};

export type Saved = { recordId: string; seq: number; atMs: number; onTime: boolean | null };

export type Position = {
  lat: number;
  lon: number;
  accuracyM: number;
  fixAgeMs: number;
  provider: string;
  mock: boolean;
};
export type ProofCode =
  | "tag_valid"
  | "tag_invalid"
  | "position_inside"
  | "position_outside"
  | "position_missing"
  | "position_rough"
  | "position_mock"
  | "photo_fresh"
  | "manual";
export type ProofReason = { code: ProofCode; ok: boolean };
export type Proof = { level: ProofLevel; reasons: ProofReason[]; distanceM: number | null };
export type CheckInSaved = Saved & { proof: Proof };

export type DraftPhoto = { id: string; width: number; height: number; bytes: number };
export type SuspectedSeverity = "general" | "suspected_major";
export type Draft = {
  text: string;
  category: string | null;
  severity: SuspectedSeverity;
  photoIds: string[];
  schoolCode: string | null;
};

export type SchoolChoice = { code: string; name: string };
export type CategoryChoice = { code: string; label: string; labelEn: string };
export type HazardForm = { schools: SchoolChoice[]; categories: CategoryChoice[] };

export type RecordKind = "duty_on" | "duty_off" | "check_in" | "hazard_report" | "other";
export type RecordState = "saved" | "delivered" | "attention";
export type RecordRow = {
  seq: number;
  recordId: string;
  kind: RecordKind;
  title: string;
  detail: string;
  who: string;
  atMs: number;
  state: RecordState;
  photosSent: number;
  photosTotal: number;
  reason: string | null;
  onTime: boolean | null;
};

export type About = {
  version: string;
  device: string | null;
  stream: string | null;
  serverUrl: string | null;
  dbBytes: number;
  records: number;
  photos: number;
  photoBytes: number;
  lastContactMs: number | null;
};

export type Problem = { code: string; args: Record<string, string> };
export type Tag = "records" | "sync" | "points" | "duty" | "people" | "settings" | "session";
export type Changed = { tags: Tag[] };
