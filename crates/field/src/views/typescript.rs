//! Writes all shapes as one TypeScript file.

use domain::{
    Problem,
    check_in::VisitResult,
    hazard::SuspectedSeverity,
    ids::{PhotoId, PointId, PostId, RecordId, StaffId},
    patrol_point::PointKind,
    photo::PhotoSource,
    policy::PictureRules,
    presence::{Proof, ProofCode, ProofLevel, ProofReason},
    staff::StaffKind,
    time::{ClockQuality, UtcMs},
};
use ts_rs::{Config, TS};

use super::{
    About, AppState, BundleContents, BundleSaved, CategoryChoice, CheckInSaved, Compass, Draft, DraftPhoto, DutyState,
    EnrollCode, HazardForm, Home, Language, Missing, MobileData, OnDuty, Person, Phase, PhotoProgress, PhotoState,
    Platform, PointDue, Position, PostNow, Progress, ReceiptFacts, RecordDetail, RecordKind, RecordPhoto, RecordRow,
    RecordState, RecordTime, Saved, SchoolChoice, Settings, SettingsPatch, SyncLine, SyncState, Theme, WindowNow,
};
use crate::{
    changed::{Changed, Tag},
    space::Room,
};

const HEAD: &str = "\
// Generated from crates/field/src/views by `cargo xtask codegen`; do not edit by hand.
// Times are UTC milliseconds, ids are text.
";

/// The whole of `ui/app/src/lib/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let mut out = Out { config: Config::new().with_large_int("number"), text: HEAD.to_owned() };
    out.add::<UtcMs>();
    out.add::<StaffId>();
    out.add::<PostId>();
    out.add::<PointId>();
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
    out.add::<domain::duty_window::WindowKind>();
    out.add::<WindowNow>();
    out.add::<OnDuty>();
    out.add::<Missing>();
    out.add::<DutyState>();
    out.add::<PostNow>();
    out.add::<Room>();
    out.add::<Home>();
    out.add::<PointKind>();
    out.add::<ProofLevel>();
    out.add::<ProofCode>();
    out.add::<ProofReason>();
    out.add::<Proof>();
    out.add::<Compass>();
    out.add::<PointDue>();
    out.add::<Position>();
    out.add::<VisitResult>();
    out.add::<Saved>();
    out.add::<CheckInSaved>();
    out.add::<SuspectedSeverity>();
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
    out.add::<RecordRow>();
    out.add::<PhotoState>();
    out.add::<RecordPhoto>();
    out.add::<ClockQuality>();
    out.add::<RecordTime>();
    out.add::<ReceiptFacts>();
    out.add::<RecordDetail>();
    out.add::<SyncState>();
    out.add::<SyncLine>();
    out.add::<Tag>();
    out.add::<Changed>();
    out.text
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
