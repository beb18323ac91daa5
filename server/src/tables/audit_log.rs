//! Who looked at what: every view of a picture (its thumbnail in a list is told apart from the picture itself) and of a person's own record, every sign-in; what was decided about a phone,
//! a shift, a record; which pictures the office added; which reports, records and backups were taken away; and which rescue bundles brought evidence in.

use crate::{audit::Entry, db::Conn, error::Result, random, sql::insert_many};

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    SignIn,
    PhotoView,
    PhotoThumb,
    DeviceState,
    EnrollCode,
    BundleImport,
    PhotoCopy,
    PhotoOriginal,
    ShiftDecided,
    DayReviewed,
    Post,
    Point,
    Route,
    TagSheet,
    Tag,
    LiveKey,
    CalendarChange,
    ClassesStopped,
    WindowChange,
    RosterChange,
    RosterPublish,
    RosterRuling,
    RosterSheet,
    PointSheet,
    StaffLeave,
    RecordRuled,
    ReportTaken,
    RecordsExport,
    PersonView,
    PictureRules,
    PhotoAttached,
    PhotoWithdrawn,
    BackupTaken,
}

impl Action {
    fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::PhotoView => "photo_view",
            Self::PhotoThumb => "photo_thumb",
            Self::DeviceState => "device_state",
            Self::EnrollCode => "enroll_code",
            Self::BundleImport => "bundle_import",
            Self::PhotoCopy => "photo_copy",
            Self::PhotoOriginal => "photo_original",
            Self::ShiftDecided => "shift_decided",
            Self::DayReviewed => "day_reviewed",
            Self::Post => "post",
            Self::Point => "point",
            Self::Route => "route",
            Self::TagSheet => "tag_sheet",
            Self::Tag => "tag",
            Self::LiveKey => "live_key",
            Self::CalendarChange => "calendar_change",
            Self::ClassesStopped => "classes_stopped",
            Self::WindowChange => "window_change",
            Self::RosterChange => "roster_change",
            Self::RosterPublish => "roster_publish",
            Self::RosterRuling => "roster_ruling",
            Self::RosterSheet => "roster_sheet",
            Self::PointSheet => "point_sheet",
            Self::StaffLeave => "staff_leave",
            Self::RecordRuled => "record_ruled",
            Self::ReportTaken => "report_taken",
            Self::RecordsExport => "records_export",
            Self::PersonView => "person_view",
            Self::PictureRules => "picture_rules",
            Self::PhotoAttached => "photo_attached",
            Self::PhotoWithdrawn => "photo_withdrawn",
            Self::BackupTaken => "backup_taken",
        }
    }
}

pub(crate) async fn insert(conn: &mut Conn, entries: &[Entry]) -> Result<()> {
    let statement = ("INSERT INTO audit_log (id, at_ms, account, action, subject)", 5, "");
    insert_many(conn, statement, entries, |entry, row| {
        row.put(random::id().as_bytes().to_vec()).put(entry.at.0).put(entry.account.as_str());
        row.put(entry.action.word()).put(entry.subject.as_str());
    })
    .await
}
