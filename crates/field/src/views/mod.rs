//! What a page or a program is shown: plain shapes in camelCase, generated to `ui/app/src/lib/bindings.ts`.
//!
//! Times are UTC milliseconds, ids are text. Nothing here is a sentence: words belong to the front end.
//! [`crate::typescript`] writes every shape in one file; `tests/generated.rs` compares it with the committed one.

mod app;
mod bundle;
mod clock;
mod correction;
mod duty;
mod effort;
mod escort;
mod hazard;
mod patrol;
mod people;
mod photo;
mod point;
mod record;
mod roster;
mod shift;
mod sync_line;

pub use app::{About, AppState, EnrollCode, Language, MobileData, Phase, Platform, Settings, SettingsPatch, Theme};
pub use bundle::{BundleContents, BundleSaved};
pub use clock::ClockTold;
pub use correction::{AnswerForm, AnswerShown, Correctable, Correction, CorrectionShown, RulingRow};
pub use duty::{DutyState, Home, Missing, OnDuty, PostNow, WindowNow};
pub use effort::Effort;
pub use escort::{
    DayReviewPage, DaySum, EscortForm, EscortPage, EscortRouteShown, EscortSchool, EscortSum, PostDay, ReviewForm,
    ReviewShown, SheetShown, StopShown,
};
pub use hazard::{CategoryChoice, HazardForm, SchoolChoice};
pub use patrol::{InsideRounds, MissedPoint, PatrolPage, PatrolRouteShown, RunNow, RunPlan, RunPoint, RunSaved};
pub use people::Person;
pub use photo::{Draft, DraftPhoto, PhotoProgress, Progress};
pub use point::{CheckInSaved, Compass, Due, PointDue, Position, Scan, ScanKind, Witness};
pub use record::{
    Fact, PhotoState, ReceiptFacts, RecordDetail, RecordKind, RecordPhoto, RecordRow, RecordState, RecordTime, Saved,
};
pub use roster::{
    CalledOff, PostRoster, RequestState, Roster, RosterRequestRow, RosterTurn, RosterWish, SwapChoice, TurnPerson,
};
pub use shift::{
    AbsentPerson, CloseForm, Coming, HandOverForm, Leaving, LogForm, NoteKind, RollCallForm, RollCallShown, ShiftNote,
    ShiftNow, TeamMember,
};
pub use sync_line::{SyncLine, SyncState};
