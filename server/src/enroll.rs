//! Enrollment: giving out codes, and turning a code and a fresh key into a phone the server knows.

use domain::{
    agency::AgencyKind,
    defect::{self, Defect},
    enroll_code::EnrollCode,
    ids::{AgencyId, SchoolId, UnitId},
    time::UtcMs,
};
use minicbor::bytes::ByteArray;
use protocol::enroll::{EnrollRequest, EnrollResponse};
use serde::{Deserialize, Serialize};

use crate::{
    Error, anchors, clock,
    db::{Conn, Database},
    error::Result,
    identity::Identity,
    random,
    sql::plain_text,
    tables::{
        agencies, counters,
        devices::{self, Device, DeviceState},
        enroll_codes, recordings, schools, settings,
    },
};

/// Codes are good for three days.
const VALID_MS: i64 = 72 * 3_600_000;
/// Where phones reach this server; written by `serve`.
pub(crate) const PUBLIC_URL: &str = "public_url";

/// Where a phone is to belong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Belongs {
    /// The school with this code.
    School(String),
    /// The police station with this code.
    Station(String),
}

/// A code as given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenCode {
    /// Four groups of four characters.
    pub code: String,
    /// The address to scan or paste.
    pub url: String,
    /// RFC 3339.
    pub expires_at: String,
}

/// Makes a code for `uses` phones.
pub(crate) async fn give_code(db: &Database, belongs: &Belongs, uses: u32) -> Result<GivenCode> {
    let mut tx = db.begin().await?;
    let unit = find_unit(&mut tx, belongs).await?;
    let Some(url) = settings::get(&mut tx, PUBLIC_URL).await? else {
        return Err(Error::refused(
            "this server was never started, so phones could not find it; run `huxiao-server serve` with this --data first",
        ));
    };
    let code = EnrollCode::from_random(random::bytes());
    let now = clock::now();
    let expires = now.plus(VALID_MS);
    enroll_codes::insert(&mut tx, &enroll_codes::hash(&code), unit, uses, (now, expires)).await?;
    tx.commit().await?;
    Ok(GivenCode { code: code.to_string(), url: format!("{url}/enroll#{code}"), expires_at: expires.rfc3339() })
}

/// The school or agency a code names.
pub(crate) async fn find_unit(conn: &mut Conn, belongs: &Belongs) -> Result<UnitId> {
    match belongs {
        Belongs::School(code) => schools::by_code(conn, code).await?.map(|s| s.id.into()).ok_or_else(|| {
            Error::refused(format!("there is no school with the code {code}; `huxiao-server schools` lists them"))
        }),
        Belongs::Station(code) => agencies::by_code(conn, code, AgencyKind::PoliceStation)
            .await?
            .map(|a| a.id.into())
            .ok_or_else(|| Error::refused(format!("there is no police station with the code {code}"))),
    }
}

/// Why a phone was not enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnrollRefusal {
    /// The request is not signed by the key it names.
    BadSignature,
    /// No such code.
    Unknown,
    /// All its uses are spent.
    Used,
    /// Its three days are over.
    Expired,
}

/// Enrolls a phone, or answers again what was answered before. `says_key`: it can follow from one key to the next.
pub(crate) async fn enroll(
    db: &Database,
    identity: &Identity,
    request: &EnrollRequest,
    says_key: bool,
) -> Result<Result<EnrollResponse, EnrollRefusal>> {
    if request.verify().is_err() {
        return Ok(Err(EnrollRefusal::BadSignature));
    }
    let Some(code) = EnrollCode::read(&request.code) else { return Ok(Err(EnrollRefusal::Unknown)) };
    let now = clock::now();
    let seen = match defect::has(Defect::CheckThenInsert) {
        true => enroll_codes::get(&mut *db.snapshot().await?, &enroll_codes::hash(&code)).await?,
        false => None,
    };
    let mut tx = db.begin().await?;
    let device = match admit(&mut tx, (&code, seen), request, now).await? {
        Ok(device) => device,
        Err(refusal) => return Ok(Err(refusal)),
    };
    anchors::learn_arrival(&mut tx, device.id, &anchors::arrival(&request.now, now)).await?;
    let place = place_name(&mut tx, device.unit).await?;
    tx.commit().await?;
    Ok(Ok(EnrollResponse {
        device_id: device.id,
        device_no: device.number(),
        organization: identity.organization.clone(),
        place,
        audience: identity.audience.clone(),
        server_key: identity.key_for(says_key).public(),
        epoch: identity.epoch,
        nonce: ByteArray::from(device.nonce),
        server_time: now,
        organization_key: Some(identity.organization_key(says_key)),
    }))
}

async fn admit(
    conn: &mut Conn,
    (code, seen): (&EnrollCode, Option<enroll_codes::Code>),
    request: &EnrollRequest,
    now: UtcMs,
) -> Result<Result<Device, EnrollRefusal>> {
    let hash = enroll_codes::hash(code);
    let looked = seen.is_some();
    let kept = match seen {
        Some(seen) => Some(seen),
        None => enroll_codes::get(conn, &hash).await?,
    };
    let Some(kept) = kept else { return Ok(Err(EnrollRefusal::Unknown)) };
    if kept.expires_at < now && defect::has(Defect::AnswerForgotten) {
        return Ok(Err(EnrollRefusal::Expired));
    }
    let known = devices::by_key_id(conn, request.public_key.id()).await?;
    let known = known.filter(|device| device.public_key == request.public_key);
    if let Some(device) = known.as_ref().filter(|device| device.code_hash == hash.to_vec()) {
        return Ok(Ok(device.clone()));
    }
    if kept.used >= kept.uses {
        return Ok(Err(EnrollRefusal::Used));
    }
    if kept.expires_at < now {
        return Ok(Err(EnrollRefusal::Expired));
    }
    if !enroll_codes::take_use(conn, &hash).await? && !looked {
        return Ok(Err(EnrollRefusal::Used));
    }
    recordings::begin(conn, kept.unit, now).await?;
    if let Some(device) = known {
        devices::move_to(conn, device.id, kept.unit, &hash).await?;
        return Ok(Ok(Device { unit: kept.unit, ..device }));
    }
    let device = Device {
        id: random::device_id(),
        no: counters::take(conn, counters::DEVICE_NO, 1).await?,
        public_key: request.public_key,
        nonce: random::bytes(),
        unit: kept.unit,
        enrolled: now,
        code_hash: hash.to_vec(),
        label: plain_text(&request.label).chars().take(60).collect(),
        app_version: plain_text(&request.app_version).chars().take(40).collect(),
        state: DeviceState::Active,
        last_contact: Some(now),
        backlog: protocol::sync::Backlog::default(),
    };
    devices::insert(conn, &device).await?;
    Ok(Ok(device))
}

/// The name of the school or agency a phone belongs to.
pub(crate) async fn place_name(conn: &mut Conn, unit: UnitId) -> Result<String> {
    if let Some(school) = schools::get(conn, SchoolId(unit.0)).await? {
        return Ok(school.name);
    }
    Ok(agencies::get(conn, AgencyId(unit.0)).await?.map(|agency| agency.name).unwrap_or_default())
}
