//! One record with everything that speaks for it.

use domain::{
    attachment::Rectification,
    ids::{DeviceId, PhotoId, RecordId, StreamId},
    presence::{ProofLevel, ProofReason},
    ruling::Verdict,
    time::{ClockQuality, UtcMs},
};
use serde::{Deserialize, Serialize};

use crate::tables::{attachments::Shown, devices::DeviceState, records::RecordStatus};

impl From<Shown> for EvidenceAttached {
    fn from(shown: Shown) -> Self {
        let Shown { attachment: it, label, stored, thumb_stored } = shown;
        Self {
            photo_id: it.photo_id,
            sha256: data_encoding::HEXLOWER.encode(&*it.sha256),
            width: it.width,
            height: it.height,
            bytes: it.bytes,
            stored,
            thumb_stored,
            shows: it.shows,
            caption: it.caption,
            account: it.account,
            label,
            at_ms: it.at,
            source_sha256: data_encoding::HEXLOWER.encode(&*it.source_sha256),
            taken_ms: it.taken,
            withdrawn_ms: it.withdrawn,
        }
    }
}

/// Who acted.
#[derive(Debug, Default, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceWho {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) post: String,
}

/// When it was, and how that is known.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceTime {
    /// Earliest possible.
    #[schema(value_type = i64)]
    pub(crate) lo_ms: UtcMs,
    /// Most likely.
    #[schema(value_type = i64)]
    pub(crate) best_ms: UtcMs,
    /// Latest possible.
    #[schema(value_type = i64)]
    pub(crate) hi_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) quality: ClockQuality,
    /// What the phone's wall clock showed.
    #[schema(value_type = i64)]
    pub(crate) wall_ms: UtcMs,
    /// The zone it was set to, minutes east of UTC.
    pub(crate) tz_min: i16,
    /// Milliseconds since the phone was started.
    pub(crate) boot_ms: u64,
    /// When the server had it.
    #[schema(value_type = i64)]
    pub(crate) received_ms: UtcMs,
    /// Corrected time minus wall clock.
    pub(crate) correction_ms: i64,
    /// When the worker says it was.
    #[schema(value_type = Option<i64>)]
    pub(crate) stated_ms: Option<UtcMs>,
    /// `clock_jump`, `backfilled`.
    pub(crate) flags: Vec<String>,
}

/// Where the phone was, and where it should have been.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidencePosition {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) accuracy_m: u32,
    pub(crate) provider: String,
    pub(crate) mock: bool,
    pub(crate) fix_age_ms: u32,
    /// Whole meters to post or point as it was then.
    pub(crate) distance_m: Option<u32>,
    /// Whether the fix may lie within its radius.
    pub(crate) inside: Option<bool>,
    pub(crate) radius_m: Option<u32>,
    pub(crate) target_lat: Option<f64>,
    pub(crate) target_lon: Option<f64>,
}

/// Proof of a visit, as the server judged it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceProof {
    #[schema(value_type = String)]
    pub(crate) level: ProofLevel,
    #[schema(value_type = Vec<Object>)]
    pub(crate) reasons: Vec<ProofReason>,
}

/// A colleague who is named as having confirmed a visit on the same phone.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceWitness {
    pub(crate) name: String,
    /// It is another known person of the same school or station.
    pub(crate) counts: bool,
}

/// The phone.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceDevice {
    #[schema(value_type = String)]
    pub(crate) id: DeviceId,
    pub(crate) no: String,
    pub(crate) label: String,
    /// School or station it belongs to.
    pub(crate) school: String,
    #[schema(value_type = Option<i64>)]
    pub(crate) last_contact_ms: Option<UtcMs>,
    pub(crate) app_version: String,
}

/// Its place in the phone's chain, computed anew from the stored bytes as the page is opened.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceChain {
    #[schema(value_type = String)]
    pub(crate) stream_id: StreamId,
    pub(crate) seq: u64,
    pub(crate) hash: String,
    pub(crate) prev_hash: String,
    /// The range of the seal that covers it.
    pub(crate) sealed_first: u64,
    pub(crate) sealed_last: u64,
    pub(crate) key_id: String,
    /// Chain and seal hold.
    pub(crate) verified: bool,
    /// The last record the server holds of this stream.
    pub(crate) head_seq: u64,
}

/// A picture.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidencePhoto {
    #[schema(value_type = String)]
    pub(crate) photo_id: PhotoId,
    pub(crate) sha256: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bytes: u32,
    pub(crate) stored: bool,
    pub(crate) thumb_stored: bool,
    /// Its phone said that it will not come.
    pub(crate) lost: bool,
    /// Why: `damaged` for a file that is gone on the phone, else the code by which the server refused it.
    pub(crate) lost_why: Option<String>,
    #[schema(value_type = Option<i64>)]
    pub(crate) taken_ms: Option<UtcMs>,
    /// Minutes that the camera said its clock was ahead of UTC; nothing where China's time was taken for granted.
    pub(crate) taken_offset_min: Option<i16>,
    /// Where the camera itself says it was.
    pub(crate) camera_lat: Option<f64>,
    pub(crate) camera_lon: Option<f64>,
    /// `camera`, `system_camera` or `file`, by the word of the phone.
    pub(crate) source: Option<String>,
    /// Places that were covered before it was saved.
    pub(crate) masks: u32,
    /// It has a stamp with the check code.
    pub(crate) stamped: bool,
    pub(crate) caption: String,
    /// The code that its stamp shows.
    pub(crate) check_code: String,
}

/// A picture that the office added: no phone took it for this record, and no seal speaks for it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceAttached {
    #[schema(value_type = String)]
    pub(crate) photo_id: PhotoId,
    pub(crate) sha256: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bytes: u32,
    pub(crate) stored: bool,
    pub(crate) thumb_stored: bool,
    #[schema(value_type = String)]
    pub(crate) shows: Rectification,
    pub(crate) caption: String,
    /// Sign-in name of who added it; they may withdraw it.
    pub(crate) account: String,
    /// What the account is called.
    pub(crate) label: String,
    /// When, by the server's clock.
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    /// Digest of the file that it was made of.
    pub(crate) source_sha256: String,
    /// When that file says it was taken.
    #[schema(value_type = Option<i64>)]
    pub(crate) taken_ms: Option<UtcMs>,
    /// When it was withdrawn: it is shown to nobody any more.
    #[schema(value_type = Option<i64>)]
    pub(crate) withdrawn_ms: Option<UtcMs>,
}

/// Which uploaded file is added, and as what.
#[derive(Deserialize, utoipa::ToSchema)]
pub(crate) struct AttachWish {
    /// The upload, by the name under which it was sent.
    #[schema(value_type = String)]
    pub(crate) upload: PhotoId,
    #[schema(value_type = String)]
    pub(crate) shows: Rectification,
    pub(crate) caption: String,
}

/// A record that came after its phone was stopped: kept, and marked.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct LateEvidence {
    /// What the phone was when the record came.
    pub(crate) state: DeviceState,
    /// Since when.
    #[schema(value_type = i64)]
    pub(crate) since_ms: UtcMs,
    pub(crate) reason: String,
    /// Whether the work was done before that, by the corrected time; nothing when that time is not known well enough.
    pub(crate) made_before: Option<bool>,
}

/// What was said afterwards about a record: a correction, or the answer to a question.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceRemark {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    #[ts(type = r#""void" | "time" | "text" | "answer""#)]
    pub(crate) what: String,
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    pub(crate) who: String,
    /// When it was, by a correction of the time.
    #[schema(value_type = Option<i64>)]
    pub(crate) time_ms: Option<UtcMs>,
    /// What it should read; what was answered.
    pub(crate) text: String,
    /// Why.
    pub(crate) reason: String,
    /// It holds: the same person or a phone of the same unit made it. An answer always does.
    pub(crate) counts: bool,
}

/// What the office asked or decided about a record.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceRuling {
    #[schema(value_type = i64)]
    pub(crate) at_ms: UtcMs,
    #[schema(value_type = String)]
    pub(crate) verdict: Verdict,
    pub(crate) reasons: Vec<String>,
    pub(crate) note: String,
    pub(crate) account: String,
}

/// What stands of a record after its corrections; the record itself is shown as it was made.
#[derive(Debug, Default, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct EvidenceStanding {
    /// It does not count.
    pub(crate) void: bool,
    #[schema(value_type = Option<i64>)]
    pub(crate) time_ms: Option<UtcMs>,
    pub(crate) text: Option<String>,
}

/// A record with everything that speaks for it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Evidence {
    #[schema(value_type = String)]
    pub(crate) record_id: RecordId,
    pub(crate) kind: String,
    pub(crate) status: RecordStatus,
    pub(crate) school: String,
    /// Post or point.
    pub(crate) place: String,
    pub(crate) who: EvidenceWho,
    /// Code of the sentence that says whose word the name is.
    pub(crate) stated_by: String,
    pub(crate) time: EvidenceTime,
    pub(crate) position: Option<EvidencePosition>,
    /// Of a visit or a coming; nothing where none is asked for.
    pub(crate) proof: Option<EvidenceProof>,
    pub(crate) witness: Option<EvidenceWitness>,
    pub(crate) device: EvidenceDevice,
    pub(crate) chain: EvidenceChain,
    pub(crate) late: Option<LateEvidence>,
    /// Of a correction or an answer: the record it is about.
    #[schema(value_type = Option<String>)]
    pub(crate) about: Option<RecordId>,
    pub(crate) standing: EvidenceStanding,
    /// Corrections and answers, in the order in which they came.
    pub(crate) remarks: Vec<EvidenceRemark>,
    pub(crate) rulings: Vec<EvidenceRuling>,
    /// For whom a coming or going counts, when it was recorded for several.
    pub(crate) people: Vec<String>,
    pub(crate) photos: Vec<EvidencePhoto>,
    /// What the office added to it, in the order in which it came; never counted among the record's own.
    pub(crate) attached: Vec<EvidenceAttached>,
    /// The record's fields.
    #[ts(type = "Record<string, unknown>")]
    #[schema(value_type = Object)]
    pub(crate) body: serde_json::Value,
    pub(crate) check_code: String,
}
