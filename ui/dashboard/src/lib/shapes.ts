// The names pages use for the server's shapes. Only the outer answers are named from the generated file; their parts are
// taken by position, so a renamed inner struct there needs no change here.
import type { Board, DeviceReport, Evidence, EventRow, PostRow } from "./bindings";

export type { Board, Evidence, EventRow, PostRow, Session, PointRow, HazardRow } from "./bindings";
export type { PostsView, PostSheet, PostAsks, ShiftDecision } from "./bindings";
export type { ShiftRow, ShiftDetail, ShiftNote, Moment as ShiftMoment, SchoolRow } from "./bindings";
export type {
  PatrolPointRow,
  PatrolDay,
  PatrolVisit,
  RunRow,
  SheetRow,
  EscortDay,
  DayWord,
  DayVerdict,
  ReviewRow,
  ReviewDoubt,
} from "./bindings";
export type { ProposalRow } from "./bindings";
export type { CoverGap, UnwatchedRow } from "./bindings";
export type { DutyReport, BurdenRow, PictureRules } from "./bindings";
export type { Rectification } from "./bindings";
export type { AuditRow, DeviceReport, DeviceRow, DeviceState, GalleryPhoto, PhotosBeside } from "./bindings";
export type { CalendarView, CalendarDay, SpanLine, TermLine, WindowsView, WindowRow, WindowKind } from "./bindings";
export type { RosterView, RosterPost, RosterCell, RosterStaff, RosterConflict, RosterDay, Side } from "./bindings";
export type { RosterRequestRow, SheetReading, StaffKind, Verdict, DayKind } from "./bindings";
export type PostState = PostRow["state"];
export type Person = PostRow["people"][number];
export type Totals = Board["totals"];
export type RecordKind = EventRow["kind"];
export type Chain = Evidence["chain"];
export type Photo = Evidence["photos"][number];
/** A picture that the office added; it is nobody's evidence. */
export type Attached = Evidence["attached"][number];
export type Picture = Photo | Attached;
export type Proof = NonNullable<Evidence["proof"]>;
export type Witness = NonNullable<Evidence["witness"]>;
export type RecordTime = Evidence["time"];

export type Remark = Evidence["remarks"][number];
export type Ruling = Evidence["rulings"][number];
export type Late = NonNullable<Evidence["late"]>;
export type DeviceClock = DeviceReport["clock"];
export type Decision = DeviceReport["decisions"][number];

export type Fix = NonNullable<Evidence["position"]>;

/** What went wrong: a stable code with its arguments, never a sentence. */
export type ProblemShape = { code: string; args: Record<string, string | number> };
