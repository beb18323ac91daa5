//! What a page or a program is shown: plain shapes in camelCase, generated to `ui/app/src/lib/bindings.ts`.
//!
//! Times are UTC milliseconds, ids are text. Nothing here is a sentence: words belong to the front end.
//! [`typescript`] writes every shape in one file; `tests/generated.rs` compares it with the committed one.

mod app;
mod bundle;
mod duty;
mod hazard;
mod people;
mod photo;
mod point;
mod record;
mod sync_line;
mod typescript;

pub use app::{About, AppState, EnrollCode, Language, MobileData, Phase, Platform, Settings, SettingsPatch, Theme};
pub use bundle::{BundleContents, BundleSaved};
pub use duty::{DutyState, Home, Missing, OnDuty, PostNow, WindowNow};
pub use hazard::{CategoryChoice, HazardForm, SchoolChoice};
pub use people::Person;
pub use photo::{Draft, DraftPhoto, PhotoProgress, Progress};
pub use point::{CheckInSaved, Compass, PointDue, Position};
pub use record::{
    PhotoState, ReceiptFacts, RecordDetail, RecordKind, RecordPhoto, RecordRow, RecordState, RecordTime, Saved,
};
pub use sync_line::{SyncLine, SyncState};
pub use typescript::typescript;
