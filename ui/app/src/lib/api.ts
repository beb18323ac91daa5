// The one door to Rust: every command with its types, and the event that says what became stale.
// No other file imports Tauri. Commands reject with a Problem; anything else becomes `internal`.
import { invoke, type InvokeArgs } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type {
  AnswerForm,
  About,
  AppState,
  BundleContents,
  BundleSaved,
  Changed,
  CheckInSaved,
  CloseForm,
  Coming,
  Correction,
  CouldNot,
  DayReviewPage,
  Draft,
  DraftPhoto,
  Effort,
  EnrollCode,
  EscortForm,
  EscortPage,
  EscortSum,
  HandOverForm,
  HazardForm,
  Home,
  Leaving,
  LogForm,
  MissedPoint,
  PatrolPage,
  Person,
  PhotoSource,
  PictureRules,
  PointDue,
  Position,
  Problem,
  Progress,
  Proof,
  RecordDetail,
  RecordRow,
  ReviewForm,
  RollCallForm,
  Roster,
  RosterRequestRow,
  RosterWish,
  RulingRow,
  RunPlan,
  RunSaved,
  Room,
  Saved,
  Scan,
  Settings,
  SettingsPatch,
  ShiftNow,
  Sighting,
  Signals,
  SwapChoice,
  SyncLine,
  Visit,
  Whose,
} from "./bindings";
import { base64 } from "./base64";
import type { Frame } from "./parts/camera/frame";
import { masksText, type Mask } from "./parts/camera/masks";

/** Photos and notes that belong to no record yet are kept under this key. */
export type DraftKey =
  "hazard" | `check_in:${string}` | `duty_on:${string}` | `duty_note:${string}` | `answer:${string}`;

export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string") {
    const args = "args" in thrown && typeof thrown.args === "object" && thrown.args ? thrown.args : {};
    return { code: thrown.code, args: args as Record<string, string> };
  }
  return { code: "internal", args: { detail: String(thrown) } };
}

async function ask<T>(command: string, args?: InvokeArgs, headers?: Record<string, string>): Promise<T> {
  try {
    return await invoke<T>(command, args, headers && { headers });
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/**
 * Android's web view hands over text alone, and of bytes Tauri would make a list of numbers there: thirty times the picture
 * in memory. Elsewhere bytes go as they are.
 */
function handed(bytes: Uint8Array): InvokeArgs {
  return /Android/.test(navigator.userAgent) ? { base64: base64(bytes) } : bytes;
}

export const appState = () => ask<AppState>("app_state");
export const patchSettings = (patch: SettingsPatch) => ask<Settings>("patch_settings", { patch });

export const readEnrollCode = (text: string) => ask<EnrollCode>("read_enroll_code", { text });
export const scanEnrollImage = (image: Uint8Array) => ask<EnrollCode>("scan_enroll_image", handed(image));
export const enroll = (server: string, code: string) => ask<AppState>("enroll", { server, code });

export const people = () => ask<Person[]>("people");
export const signIn = (staffId: string, pin: string | null) => ask<AppState>("sign_in", { staffId, pin });
export const signOut = () => ask<AppState>("sign_out");
export const setPin = (pin: string | null, oldPin: string | null) => ask<AppState>("set_pin", { pin, oldPin });

export const home = () => ask<Home>("home");
export const clockTold = () => ask<void>("clock_told");

/** With `staffIds` the lead records it for several who share the phone; with `atMs` it is entered afterwards. */
export const dutyOn = (postId: string, { atMs, ...coming }: Coming & { atMs?: number | null } = {}) =>
  ask<Saved>("duty_on", { postId, atMs: atMs ?? null, coming });
export const dutyOff = (postId: string, { atMs, ...leaving }: Leaving & { atMs?: number | null } = {}) =>
  ask<Saved>("duty_off", { postId, atMs: atMs ?? null, leaving });
export const dutyShift = (postId: string) => ask<ShiftNow>("duty_shift", { postId });
export const dutyRollCall = (call: { postId: string; form: RollCallForm; effort: Effort | null }) =>
  ask<Saved>("duty_roll_call", call);
export const rollCallDraft = (postId: string) => ask<RollCallForm | null>("roll_call_draft", { postId });
export const saveRollCallDraft = (postId: string, form: RollCallForm) =>
  ask<void>("save_roll_call_draft", { postId, form });
export const dutyNote = (form: LogForm) => ask<Saved>("duty_note", { form });
export const dutyHandOver = (form: HandOverForm) => ask<Saved>("duty_hand_over", { form });
export const dutyClose = (form: CloseForm) => ask<Saved>("duty_close", { form });

/** Turns of my own posts, and of the one that is asked for. */
export const roster = (postId: string | null = null) => ask<Roster>("roster", { postId });
export const swapChoices = (turn: { postId: string; day: string; windowId: string }) =>
  ask<SwapChoice[]>("swap_choices", turn);
export const requestRoster = (wish: RosterWish) => ask<Saved>("request_roster", { wish });
export const rosterRequests = () => ask<RosterRequestRow[]>("roster_requests");

export const escort = () => ask<EscortPage>("escort");
export const escortDraft = (schoolId: string, routeId: string | null) =>
  ask<EscortForm | null>("escort_draft", { schoolId, routeId });
export const saveEscortDraft = (form: EscortForm) => ask<EscortSum>("save_escort_draft", { form });
export const dropEscortDraft = (schoolId: string, routeId: string | null) =>
  ask<void>("drop_escort_draft", { schoolId, routeId });
export const saveEscort = (form: EscortForm, effort: Effort | null) => ask<Saved>("save_escort", { form, effort });
export const dayReview = (schoolId: string, day: string | null) => ask<DayReviewPage>("day_review", { schoolId, day });
export const reviewDay = (form: ReviewForm) => ask<Saved>("review_day", { form });

export const patrol = (position: Position | null) => ask<PatrolPage>("patrol", { position });
export const startPatrol = (plan: RunPlan) => ask<RunSaved>("start_patrol", { plan });
export const finishPatrol = (end: { missed: MissedPoint[]; note: string; effort: Effort | null }) =>
  ask<RunSaved>("finish_patrol", end);
export const voidPatrol = (note: string) => ask<RunSaved>("void_patrol", { note });

export const points = (position: Position | null, query: string | null) =>
  ask<PointDue[]>("points", { position, query });
export const findPoint = (number: string) => ask<PointDue>("find_point", { number });
export const previewCheckIn = (
  pointId: string,
  position: Position | null,
  tagText: string | null,
  photos: number,
  more: Pick<Signals, "witness" | "method"> = { witness: false },
) => ask<Proof>("preview_check_in", { pointId, signals: { position, tagText, photoCount: photos, ...more } });
export const checkIn = (visit: Visit) => ask<CheckInSaved>("check_in", { visit });
export const couldNot = (said: CouldNot) => ask<CheckInSaved>("could_not", { said });
export const scanTag = (image: Uint8Array) => ask<Scan>("scan_tag", handed(image));
/** One grey frame of the camera, a byte a pixel; nothing when there is no code in it. */
export const scanFrame = ({ width, height, luma }: Frame) =>
  ask<Scan | null>("scan_frame", handed(luma), { "x-width": `${width}`, "x-height": `${height}` });

/** How a picture came about, and where as far as that is known; it takes the place of the one it `replaces`. */
export type Taking = {
  source: PhotoSource;
  masks: readonly Mask[];
  replaces: string | null;
  position: Position | null;
};
/** What is covered is painted over before a byte of the picture is written. */
export const addPhoto = (key: DraftKey, image: Uint8Array, { source, masks, replaces, position }: Taking) =>
  ask<DraftPhoto>("add_photo", handed(image), {
    "x-draft": key,
    "x-source": source,
    "x-masks": masksText(masks),
    "x-replaces": replaces ?? "",
    "x-position": position ? `${position.lat.toFixed(7)},${position.lon.toFixed(7)}` : "",
  });
/** The picture upright as Rust will store it, a JPEG of moderate size; nothing is kept of it. */
export const photoPreview = (image: Uint8Array) => ask<ArrayBuffer>("photo_preview", handed(image));
/** The phone's own camera is about to be opened for this form; it may push this app out of memory. */
export const cameraOpens = (key: DraftKey) => ask<void>("camera_opens", { key });
/** The form that such a picture waits for. */
export const leftPicture = () => ask<DraftKey | null>("left_picture");
export const readLeftPicture = () => ask<ArrayBuffer>("read_left_picture");
export const forgetLeftPicture = () => ask<void>("forget_left_picture");
export const pictureRules = () => ask<PictureRules>("picture_rules");
/** Whether there is room for another picture. */
export const room = () => ask<Room>("room");
export const draftPhotos = (key: DraftKey) => ask<DraftPhoto[]>("draft_photos", { key });
export const captionPhoto = (photoId: string, caption: string) => ask<void>("caption_photo", { photoId, caption });
export const photoPicture = (photoId: string) => ask<ArrayBuffer>("photo_picture", { photoId });
export const photoThumb = (photoId: string) => ask<ArrayBuffer>("photo_thumb", { photoId });
export const photoProgress = () => ask<Progress>("photo_progress");
export const dropPhoto = (photoId: string) => ask<void>("drop_photo", { photoId });
export const draft = (key: DraftKey) => ask<Draft | null>("draft", { key });
export const saveDraft = (key: DraftKey, draft: Draft) => ask<void>("save_draft", { key, draft });

export const hazardForm = () => ask<HazardForm>("hazard_form");
export const reportHazard = (sighting: Sighting) => ask<Saved>("report_hazard", { sighting });

export const records = (whose: Whose, before: number | null, limit: number) =>
  ask<RecordRow[]>("records", { whose, before, limit });
export const record = (recordId: string) => ask<RecordDetail | null>("record", { recordId });
export const correct = (recordId: string, change: Correction, reason: string, effort: Effort | null) =>
  ask<Saved>("correct", { recordId, change, reason, effort });
export const rulings = () => ask<RulingRow[]>("rulings");
export const answer = (form: AnswerForm) => ask<Saved>("answer", { form });
export const syncNow = () => ask<SyncLine>("sync_now");
export const syncLine = () => ask<SyncLine>("sync_line");
/** Null: the web view does not know. */
export const networkMetered = (metered: boolean | null) => ask<void>("network_metered", { metered });
export const about = () => ask<About>("about");
export const bundleContents = () => ask<BundleContents>("bundle_contents");
export const exportBundle = () => ask<BundleSaved>("export_bundle");

/** Calls back each time Rust says that something shown may be stale; answers how to stop. */
export function onChanged(heard: (changed: Changed) => void): Promise<() => void> {
  return listen<Changed>("changed", (event) => heard(event.payload));
}
