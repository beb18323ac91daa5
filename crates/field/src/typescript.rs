//! Writes all shapes as one TypeScript file.

use domain::{
    Problem,
    calendar::DayKind,
    check_in::VisitResult,
    clock_event::ClockFinding,
    day::Day,
    duty_note::{Absence, AbsenceReason, Headcount, LogCategory, Situation, Weather},
    escort::{Handed, RemainingReason},
    hazard::SuspectedSeverity,
    ids::{PhotoId, PointId, PostId, RecordId, RouteId, RunId, SchoolId, StaffId, WindowId},
    patrol_point::{Band, Frequency, Per, PointKind},
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    photo::PhotoSource,
    policy::PictureRules,
    presence::{Proof, ProofCode, ProofLevel, ProofReason},
    roster::{RosterAsk, RosterReason},
    ruling::Verdict,
    staff::StaffKind,
    time::{ClockQuality, UtcMs},
};
use ts_rs::{Config, TS};

use crate::views::{
    About, AbsentPerson, AnswerForm, AnswerShown, AppState, BundleContents, BundleSaved, CalledOff, CategoryChoice,
    CheckInSaved, ClockTold, CloseForm, Coming, Compass, Correctable, Correction, CorrectionShown, DayReviewPage,
    DaySum, Draft, DraftPhoto, Due, DutyState, Effort, EnrollCode, EscortForm, EscortPage, EscortRouteShown,
    EscortSchool, EscortSum, Fact, HandOverForm, HazardForm, Home, InsideRounds, Language, Leaving, LogForm,
    MissedPoint, Missing, MobileData, NoteKind, OnDuty, PatrolPage, PatrolRouteShown, Person, Phase, PhotoProgress,
    PhotoState, Platform, PointDue, Position, PostDay, PostNow, PostRoster, Progress, ReceiptFacts, RecordDetail,
    RecordKind, RecordPhoto, RecordRow, RecordState, RecordTime, RequestState, ReviewForm, ReviewShown, RollCallForm,
    RollCallShown, Roster, RosterRequestRow, RosterTurn, RosterWish, RulingRow, RunNow, RunPlan, RunPoint, RunSaved,
    Saved, Scan, ScanKind, SchoolChoice, Settings, SettingsPatch, SheetShown, ShiftNote, ShiftNow, StopShown,
    SwapChoice, SyncLine, SyncState, TeamMember, Theme, TurnPerson, WindowNow, Witness,
};
use crate::{
    changed::{Changed, Tag},
    check_in::{CouldNot, Signals, Visit},
    disk::Room,
    hazard::Sighting,
    records::Whose,
};

const HEAD: &str = "\
// Generated from crates/field/src/views by `cargo xtask codegen`; do not edit by hand.
// Times are UTC milliseconds, ids are text.
";

/// The whole of `ui/app/src/lib/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let mut out = Out { config: Config::new().with_large_int("number"), text: HEAD.to_owned() };
    frame(&mut out);
    roster_and_duty(&mut out);
    patrol_and_presence(&mut out);
    forms_and_records(&mut out);
    out.text
}

/// Ids, the frame around the pages, people.
fn frame(out: &mut Out) {
    out.add::<UtcMs>();
    out.add::<Day>();
    out.add::<StaffId>();
    out.add::<PostId>();
    out.add::<PointId>();
    out.add::<SchoolId>();
    out.add::<WindowId>();
    out.add::<RouteId>();
    out.add::<RunId>();
    out.add::<RecordId>();
    out.add::<PhotoId>();
    out.add::<Problem>();
    out.add::<Phase>();
    out.add::<Platform>();
    out.add::<Language>();
    out.add::<Theme>();
    out.add::<MobileData>();
    out.add::<Settings>();
    out.add::<SettingsPatch>();
    out.add::<AppState>();
    out.add::<EnrollCode>();
    out.add::<About>();
    out.add::<BundleContents>();
    out.add::<BundleSaved>();
    out.add::<StaffKind>();
    out.add::<Person>();
    out.add::<SyncState>();
    out.add::<SyncLine>();
    out.add::<Tag>();
    out.add::<Changed>();
}

/// Rosters, posts, the duty as it stands, escorts.
fn roster_and_duty(out: &mut Out) {
    out.add::<Effort>();
    out.add::<domain::duty_window::WindowKind>();
    out.add::<DayKind>();
    out.add::<Missing>();
    out.add::<RosterAsk>();
    out.add::<RosterReason>();
    out.add::<RequestState>();
    out.add::<RosterRequestRow>();
    out.add::<CalledOff>();
    out.add::<TurnPerson>();
    out.add::<RosterTurn>();
    out.add::<PostRoster>();
    out.add::<Roster>();
    out.add::<RosterWish>();
    out.add::<SwapChoice>();
    out.add::<WindowNow>();
    out.add::<OnDuty>();
    out.add::<DutyState>();
    out.add::<PostNow>();
    out.add::<Room>();
    out.add::<ClockFinding>();
    out.add::<ClockTold>();
    out.add::<Home>();
    out.add::<Situation>();
    out.add::<LogCategory>();
    out.add::<AbsenceReason>();
    out.add::<Absence>();
    out.add::<Weather>();
    out.add::<Headcount>();
    out.add::<NoteKind>();
    out.add::<ShiftNote>();
    out.add::<TeamMember>();
    out.add::<AbsentPerson>();
    out.add::<RollCallShown>();
    out.add::<RollCallForm>();
    out.add::<ShiftNow>();
    out.add::<Coming>();
    out.add::<Leaving>();
    out.add::<LogForm>();
    out.add::<HandOverForm>();
    out.add::<CloseForm>();
    out.add::<Handed>();
    out.add::<RemainingReason>();
    out.add::<EscortSchool>();
    out.add::<StopShown>();
    out.add::<EscortRouteShown>();
    out.add::<EscortForm>();
    out.add::<EscortSum>();
    out.add::<SheetShown>();
    out.add::<EscortPage>();
    out.add::<DaySum>();
    out.add::<PostDay>();
    out.add::<ReviewShown>();
    out.add::<DayReviewPage>();
    out.add::<ReviewForm>();
}

/// Points, what proves a visit, runs.
fn patrol_and_presence(out: &mut Out) {
    out.add::<PointKind>();
    out.add::<ProofLevel>();
    out.add::<ProofCode>();
    out.add::<ProofReason>();
    out.add::<Proof>();
    out.add::<Compass>();
    out.add::<Per>();
    out.add::<Band>();
    out.add::<Frequency>();
    out.add::<Due>();
    out.add::<PointDue>();
    out.add::<Position>();
    out.add::<VisitResult>();
    out.add::<PatrolKind>();
    out.add::<PatrolMethod>();
    out.add::<MissReason>();
    out.add::<ScanKind>();
    out.add::<Scan>();
    out.add::<Witness>();
    out.add::<Signals>();
    out.add::<Visit>();
    out.add::<CouldNot>();
    out.add::<Saved>();
    out.add::<CheckInSaved>();
    out.add::<PatrolRouteShown>();
    out.add::<InsideRounds>();
    out.add::<RunPoint>();
    out.add::<RunNow>();
    out.add::<PatrolPage>();
    out.add::<RunPlan>();
    out.add::<MissedPoint>();
    out.add::<RunSaved>();
}

/// Hazards, pictures, my records and what is said about them.
fn forms_and_records(out: &mut Out) {
    out.add::<SuspectedSeverity>();
    out.add::<Sighting>();
    out.add::<SchoolChoice>();
    out.add::<CategoryChoice>();
    out.add::<HazardForm>();
    out.add::<PhotoSource>();
    out.add::<PictureRules>();
    out.add::<DraftPhoto>();
    out.add::<Draft>();
    out.add::<PhotoProgress>();
    out.add::<Progress>();
    out.add::<RecordKind>();
    out.add::<RecordState>();
    out.add::<Correction>();
    out.add::<Correctable>();
    out.add::<Verdict>();
    out.add::<Whose>();
    out.add::<RecordRow>();
    out.add::<PhotoState>();
    out.add::<RecordPhoto>();
    out.add::<ClockQuality>();
    out.add::<RecordTime>();
    out.add::<ReceiptFacts>();
    out.add::<Fact>();
    out.add::<CorrectionShown>();
    out.add::<AnswerShown>();
    out.add::<AnswerForm>();
    out.add::<RulingRow>();
    out.add::<RecordDetail>();
}

struct Out {
    config: Config,
    text: String,
}

impl Out {
    fn add<T: TS>(&mut self) {
        if let Some(docs) = T::docs() {
            self.text.push('\n');
            self.text.push_str(docs.trim_end());
        }
        self.text.push_str("\nexport ");
        self.text.push_str(&T::decl(&self.config));
        self.text.push('\n');
    }
}
