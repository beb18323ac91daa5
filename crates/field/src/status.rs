//! How delivery stands: the one honest line of the home page, and the same in full for programs.

use ::sync::Sendable;
use domain::{ids::StreamId, time::UtcMs};
use store::{Tx, photos, records, stream, sync_state, uploads};

use crate::{
    Error, Home,
    correction::Corrections,
    photo,
    sendable::sendable,
    sending::Sending,
    views::{SyncLine, SyncState},
};

/// How delivery stands.
///
/// # Errors
/// Only those of the database.
pub fn sync_line(home: &Home) -> Result<SyncLine, Error> {
    let sendable = sendable(home);
    home.read(|tx| line(tx, home.is_sending(), sendable))
}

pub(crate) fn line(tx: &Tx<'_>, sending: Sending, sendable: Sendable) -> Result<SyncLine, Error> {
    let last = sync_state::get(tx)?;
    let (pending_records, pending_photos) = (records::pending_count(tx)?, photos::pending_count(tx)?);
    let waits = pending_records + pending_photos > 0;
    let photos_lost = lost(tx)?;
    let trouble = last.last_failure.as_deref().map(trouble);
    let state = match trouble {
        Some(SyncState::Attention) => SyncState::Attention,
        _ if !waits && photos_lost > 0 => SyncState::PhotosLost,
        _ if !waits => SyncState::AllDelivered,
        _ if sending == Sending::Now => SyncState::Sending,
        trouble => trouble.unwrap_or(SyncState::Waiting),
    };
    Ok(SyncLine {
        state,
        pending_records,
        pending_photos,
        photos_lost,
        photos_held: photo::are_held(tx, sendable)?,
        last_contact_ms: last.last_contact,
        oldest_pending_ms: oldest(tx)?,
        next_try_ms: last.not_before.filter(|_| last.last_failure.is_some() && sending == Sending::Not),
        reason: last.last_failure,
    })
}

/// What kind of trouble a failure is: networks and busy servers mend themselves, anything else needs somebody.
fn trouble(failure: &str) -> SyncState {
    match failure {
        "no-network" => SyncState::Offline,
        // The phone goes on in a new stream by itself.
        "history-fork" => SyncState::Waiting,
        "server-unreachable" | "not-our-server" | "server-busy" | "epoch-behind" => SyncState::NoServer,
        _ => SyncState::Attention,
    }
}

/// This device and what it holds, for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Who the device is; `None` before it is enrolled.
    pub device: Option<Device>,
    /// Records without a receipt.
    pub pending_records: u64,
    /// Pictures the server does not hold.
    pub pending_photos: u64,
    /// Pictures that never reached the server and never will, of records that count.
    pub photos_lost: u64,
    /// Last moment the server answered.
    pub last_contact: Option<UtcMs>,
    /// Code of the last failure, if the last round failed.
    pub last_failure: Option<String>,
    /// When the oldest of what waits was recorded.
    pub oldest_pending: Option<UtcMs>,
}

/// An enrolled device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its short number.
    pub device_no: String,
    /// The organization.
    pub organization: String,
    /// Its school or station.
    pub place: String,
    /// Where it sends to.
    pub server_url: String,
    /// The stream its records stand in.
    pub stream_id: StreamId,
    /// The next record's number.
    pub next_seq: u64,
    /// The server has signed for records up to here.
    pub acked_upto: u64,
    /// Up to here they would survive the loss of the server's disk.
    pub durable_upto: u64,
}

/// This device and what it holds.
///
/// # Errors
/// Only those of the database.
pub fn status(home: &Home) -> Result<Status, Error> {
    home.read(|tx| {
        let last = sync_state::get(tx)?;
        let device = match (store::identity::get(tx)?, stream::get(tx)?) {
            (Some(identity), Some(stream)) => Some(Device {
                device_no: identity.device_no.clone(),
                organization: identity.organization.clone(),
                place: identity.place.clone(),
                server_url: identity.server_url.clone(),
                stream_id: stream.stream_id,
                next_seq: stream.next_seq,
                acked_upto: stream.acked_upto,
                durable_upto: stream.durable_upto,
            }),
            _ => None,
        };
        Ok(Status {
            device,
            pending_records: records::pending_count(tx)?,
            pending_photos: photos::pending_count(tx)?,
            photos_lost: lost(tx)?,
            last_contact: last.last_contact,
            last_failure: last.last_failure,
            oldest_pending: oldest(tx)?,
        })
    })
}

/// Pictures that are gone, until whoever reported them anew says that the record they belong to does not count.
fn lost(tx: &Tx<'_>) -> Result<u64, Error> {
    let lost = uploads::lost_pictures(tx)?;
    if lost.is_empty() {
        return Ok(0);
    }
    let corrections = Corrections::read(tx)?;
    Ok(lost.into_iter().filter(|record| !corrections.is_void(*record)).count() as u64)
}

fn oldest(tx: &Tx<'_>) -> Result<Option<UtcMs>, Error> {
    Ok([records::oldest_pending(tx)?, uploads::oldest_pending(tx)?].into_iter().flatten().min())
}
