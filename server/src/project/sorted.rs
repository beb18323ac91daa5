//! Facts of one transaction, sorted by the table their meaning goes to, so that each table is written once.

use std::collections::BTreeMap;

use domain::{
    effort::Effort,
    ids::{DeviceId, RecordId},
};

use super::{
    AnswerRow, CheckInRow, CorrectionRow, DayReviewRow, Done, DutyNoteRow, DutyRow, EscortRow, Fact, FindingRow,
    HazardRow, Meaning, PatrolRunRow, PhotoRow, RosterRequestRow, SessionRow,
};
use crate::{
    clock,
    db::Conn,
    error::Result,
    live::Tag,
    tables::{
        check_ins, corrections, counters, doubts, duty_events, duty_notes, efforts, escort_sheets, findings, hazards,
        patrol_runs, photos, roster_requests, sessions,
    },
};

/// A phone that could not tell an anchor yet is asked to come again within ten seconds; nothing is said of its clock before.
const ANCHORED_SOON_MS: i64 = 15_000;

/// Meanings with the records they are of.
#[derive(Default)]
pub(super) struct Sorted {
    duties: Vec<(RecordId, DutyRow)>,
    visits: Vec<(RecordId, CheckInRow)>,
    hazards: Vec<(RecordId, HazardRow)>,
    sessions: Vec<(RecordId, SessionRow)>,
    findings: Vec<(RecordId, FindingRow)>,
    notes: Vec<(RecordId, DutyNoteRow)>,
    escorts: Vec<(RecordId, EscortRow)>,
    reviews: Vec<(RecordId, DayReviewRow)>,
    runs: Vec<(RecordId, PatrolRunRow)>,
    corrections: Vec<(RecordId, CorrectionRow)>,
    answers: Vec<(RecordId, AnswerRow)>,
    requests: Vec<(RecordId, RosterRequestRow)>,
    efforts: Vec<(RecordId, Effort)>,
    photos: Vec<PhotoRow>,
    /// Phones, and whether the time of all that came is known.
    devices: BTreeMap<DeviceId, bool>,
}

impl Sorted {
    /// Adds a fact to the table of its meaning.
    pub(super) fn add(&mut self, fact: Fact) {
        let id = fact.envelope.record_id;
        let known = fact.envelope.time.quality.is_known();
        *self.devices.entry(fact.envelope.device_id).or_insert(known) &= known;
        self.photos.extend(fact.photos);
        self.efforts.extend(fact.effort.map(|effort| (id, effort)));
        match fact.meaning {
            Meaning::Duty(row) => self.duties.push((id, row)),
            Meaning::CheckIn(row) => self.visits.push((id, row)),
            Meaning::Hazard(row) => self.hazards.push((id, row)),
            Meaning::Session(row) => self.sessions.push((id, row)),
            Meaning::Finding(row) => self.findings.push((id, row)),
            Meaning::DutyNote(row) => self.notes.push((id, row)),
            Meaning::Escort(row) => self.escorts.push((id, row)),
            Meaning::DayReview(row) => self.reviews.push((id, row)),
            Meaning::PatrolRun(row) => self.runs.push((id, row)),
            Meaning::Correction(row) => self.corrections.push((id, row)),
            Meaning::Answer(row) => self.answers.push((id, row)),
            Meaning::RosterRequest(row) => self.requests.push((id, row)),
        }
    }

    /// Writes them, and notes what became stale on open pages.
    pub(super) async fn write(self, conn: &mut Conn, done: &mut Done) -> Result<()> {
        let corrected = !self.corrections.is_empty();
        for (tag, any) in [
            (Tag::Duty, !self.duties.is_empty() || !self.notes.is_empty() || corrected),
            (Tag::CheckIns, !self.visits.is_empty() || !self.runs.is_empty() || corrected),
            (Tag::Escorts, !self.escorts.is_empty() || !self.reviews.is_empty() || corrected),
            (Tag::Reviews, !self.answers.is_empty() || corrected),
            (Tag::Hazards, !self.hazards.is_empty()),
            (Tag::Photos, !self.photos.is_empty() || self.findings.iter().any(|(_, it)| it.is_of_picture())),
            (Tag::Devices, !self.findings.is_empty()),
            (Tag::Rosters, !self.requests.is_empty()),
        ] {
            if any {
                done.tag(tag);
            }
        }
        duty_events::insert(conn, &self.duties).await?;
        check_ins::insert(conn, &self.visits).await?;
        if !self.hazards.is_empty() {
            let first_no = counters::take(conn, counters::HAZARD_NO, self.hazards.len()).await?;
            hazards::insert(conn, first_no, &self.hazards).await?;
        }
        sessions::insert(conn, &self.sessions).await?;
        findings::insert(conn, &self.findings).await?;
        duty_notes::insert(conn, &self.notes).await?;
        escort_sheets::insert(conn, &self.escorts).await?;
        escort_sheets::insert_reviews(conn, &self.reviews).await?;
        patrol_runs::insert(conn, &self.runs).await?;
        corrections::insert(conn, &self.corrections).await?;
        corrections::insert_answers(conn, &self.answers).await?;
        roster_requests::insert(conn, &self.requests).await?;
        efforts::insert(conn, &self.efforts).await?;
        let now = clock::now();
        let look = |known: bool| if known { now } else { now.plus(ANCHORED_SOON_MS) };
        doubts::queue(conn, &self.devices.iter().map(|(id, known)| (*id, look(*known))).collect::<Vec<_>>()).await?;
        photos::insert(conn, &self.photos).await
    }
}
