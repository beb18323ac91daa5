//! The dashboard's types, generated from the shapes that `/api` answers with. A test keeps the committed file current.

use domain::{
    attachment::Rectification,
    calendar::DayKind,
    check_in::{VisitResult, VisitState},
    crs::Crs,
    day::Day,
    duty_note::{AbsenceReason, Situation, Weather},
    duty_shift::{Gap, ShiftDecision, ShiftState},
    duty_window::{Phase, WindowKind},
    escort::{DayVerdict, Handed, RemainingReason},
    hazard::SuspectedSeverity,
    ids::{
        DeviceId, PhotoId, PointId, PostId, RecordId, RouteId, RunId, SchoolId, StaffId, StreamId, UnitId, WindowId,
    },
    patrol_demand::DemandState,
    patrol_point::{Band, Frequency, Per, PointKind},
    patrol_route::{MissReason, PatrolKind, PatrolMethod},
    patrol_run::RunState,
    plausibility::Doubt,
    point_wish::PointState,
    policy::PictureRules,
    presence::{ProofCode, ProofLevel, ProofReason},
    roster::{ConflictKind, RosterAsk, RosterReason, Side},
    ruling::Verdict,
    staff::StaffKind,
    time::{ClockQuality, UtcMs},
};
use ts_rs::{Config, TS};

use crate::{
    base_map::BaseMap,
    live::Tag,
    point_sheet::{Column, PointDifference},
    reports::{duty, tally},
    tables::{devices::DeviceState, records::RecordStatus, tags::Form},
    told::{Deed, Told},
    views::{
        audit, board, burden, calendar, device, devices, escorts, events, evidence, hazards, live_key, patrol, people,
        photo_list, point, point_sheet, points, posts, proposals, reviews, roster, roster_requests, roster_sheet,
        routes, schools, session, shifts, tags, windows,
    },
};

const HEAD: &str = "\
// Shapes of the server's /api answers. Times are UTC milliseconds, ids are UUID strings, letters are as stored.
// Generated from server/src/views by `HUXIAO_CODEGEN=write cargo nextest run -p server --test generated`.
";

macro_rules! declare {
    ($config:expr; $($shape:ty),* $(,)?) => { [$(declaration::<$shape>(&$config)),*] };
}

/// The text of `ui/dashboard/src/lib/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let groups: [&[String]; 24] = [
        &declare![config; UtcMs, DeviceId, PhotoId, PointId, PostId, RecordId, RouteId, RunId, SchoolId, StaffId,
            StreamId, UnitId, WindowId, Day],
        &declare![config; ClockQuality, Phase, ProofCode, ProofLevel, ProofReason, StaffKind, SuspectedSeverity,
            VisitResult, WindowKind, DeviceState, RecordStatus, Tag, AbsenceReason, Situation, Gap, ShiftDecision,
            ShiftState, Verdict, Crs, PointKind, PointState, PatrolKind, Per, Band, Frequency, Form, DayKind,
            ConflictKind, RosterAsk, RosterReason, Side, VisitState, Weather, Handed, RemainingReason, DemandState,
            MissReason, PatrolMethod, RunState, Doubt, PictureRules, Rectification],
        &declare![config; session::User, session::Scope, BaseMap, session::Session],
        &declare![config; board::WindowChoice, board::BoardWindow, board::BoardTotals, board::PostPerson,
            board::MissingStaff, board::PostState, board::PostRow, board::PointRow, board::UnwatchedRow, board::Board],
        &declare![config; events::EventRow, events::EventList],
        &declare![config; evidence::EvidenceWho, evidence::EvidenceTime, evidence::EvidencePosition, evidence::EvidenceWitness,
            evidence::EvidenceProof, evidence::EvidenceDevice, evidence::EvidenceChain, evidence::EvidencePhoto,
            evidence::EvidenceAttached, evidence::LateEvidence, evidence::EvidenceRemark, evidence::EvidenceRuling, evidence::EvidenceStanding,
            evidence::Evidence],
        &declare![config; shifts::ShiftPerson, shifts::Moment, shifts::ShiftRow, shifts::ShiftList, shifts::NotePhoto,
            shifts::ShiftNote, shifts::ShiftDecided, shifts::ShiftDetail],
        &declare![config; patrol::PatrolVisit, patrol::PatrolDay, patrol::PatrolPointRow, patrol::RunPoint, patrol::RunRow,
            patrol::PatrolHistory],
        &declare![config; DayVerdict, escorts::SheetRow, escorts::DayWord, escorts::EscortDay, escorts::EscortList],
        &declare![config; people::PersonRow, people::PersonList, people::PersonVisit, people::PersonRuling,
            people::PersonRecord],
        &declare![config; reviews::ReviewDoubt, reviews::ReviewPhoto, reviews::ReviewWord, reviews::ReviewRow, reviews::ReviewList],
        &declare![config; tally::ShiftTally, tally::PatrolTally, tally::EscortTally, duty::ReportWindow, duty::ReportDay,
            duty::ReportSchool, duty::DutyReport],
        &declare![config; burden::BurdenRow, burden::Burden, burden::PicturesRuled, schools::SchoolRow, schools::SchoolList],
        &declare![config; devices::DeviceRow, devices::DeviceList, device::DeviceDecision, device::UnreadRow,
            device::RejectedPush, device::StreamRow, device::Finding, device::ClockFinding, device::QualityCount,
            device::DeviceClock, device::DeviceReport],
        &declare![config; hazards::HazardRow, hazards::HazardList],
        &declare![config; photo_list::GalleryPhoto, photo_list::Gallery, photo_list::PhotosBeside, Deed, Told, audit::AuditRow, audit::AuditList],
        &declare![config; points::PointSheet, points::PointList, points::UnitChoice, points::SchoolGround],
        &declare![config; posts::PostSheet, posts::PostAsks, posts::PostsView],
        &declare![config; tags::Signed, tags::TagRow, tags::HangingTag, tags::TagList, point::PointVisit,
            point::UsualPlace, point::PointReport, proposals::ProposalRow, proposals::ProposalList,
            live_key::LiveKeyGiven],
        &declare![config; routes::StopRow, routes::EscortRouteRow, routes::RoutePoint, routes::PatrolRouteRow,
            routes::RouteList],
        &declare![config; calendar::TermLine, calendar::SpanLine, calendar::CalendarDay, calendar::TownChoice,
            calendar::CalendarView, calendar::Stopped, windows::WindowRow, windows::GapRow, windows::WindowsView],
        &declare![config; roster::RosterDay, roster::RosterWindow, roster::RosterCell, roster::RosterRow,
            roster::RosterPost, roster::LeaveLine, roster::RosterStaff, roster::SideState, roster::RosterConflict,
            roster::CoverGap, roster::RosterView, roster::PublishDone],
        &declare![config; roster_sheet::SheetFault, roster_sheet::SheetChange, roster_sheet::SheetReading,
            roster_requests::RosterRequestRow, roster_requests::RosterRequestList],
        &declare![config; Column, PointDifference, point_sheet::PointSheetFault, point_sheet::PointSheetRow,
            point_sheet::PointSheetReading],
    ];
    let mut text = HEAD.to_owned();
    for group in groups {
        text.push('\n');
        text.push_str(&group.join("\n"));
        text.push('\n');
    }
    text
}

/// One declaration, exported, in the form the user interface's formatter gives it; comments stay in the Rust source.
fn declaration<T: TS>(config: &Config) -> String {
    let plain = without_comments(&T::decl(config));
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line = format!("export {}", words.join(" "));
    let Some((head, fields)) = line.split_once(" = { ") else { return break_union(line) };
    let fields: Vec<String> = split_fields(fields.trim_end_matches(" };").trim_end_matches(','));
    let short = format!("{head} = {{ {} }};", fields.join("; "));
    if short.len() <= WIDTH {
        return short;
    }
    let rows: String = fields.iter().map(|field| format!("  {field};\n")).collect();
    format!("{head} = {{\n{rows}}};")
}

/// Longest line of the user interface's files.
const WIDTH: usize = 120;

fn break_union(line: String) -> String {
    match line.split_once(" = ") {
        Some((head, members)) if line.len() > WIDTH => {
            let members = members.trim_end_matches(';').replace(" | ", "\n  | ");
            format!("{head} =\n  | {members};")
        }
        _ => line,
    }
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("/**");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once("*/").map_or("", |(_, rest)| rest))
}

/// Splits at commas that stand in no bracket.
fn split_fields(text: &str) -> Vec<String> {
    let (mut fields, mut depth) = (vec![String::new()], 0);
    for c in text.chars() {
        match c {
            '<' | '(' | '{' | '[' => depth += 1,
            '>' | ')' | '}' | ']' => depth -= 1,
            _ => {}
        }
        match (c, fields.last_mut()) {
            (',', _) if depth == 0 => fields.push(String::new()),
            (c, Some(field)) => field.push(c),
            (_, None) => {}
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).filter(|field| !field.is_empty()).collect()
}
