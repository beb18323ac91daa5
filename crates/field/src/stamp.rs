//! What a stamp says: when and how well that is known, where, which duty, who, and the code by which the picture is found.
//!
//! The words are Chinese whatever language the pages speak: a stamp is read by the office. They are short, because a stamp
//! never takes more than an eighth of the picture.

use domain::{ids::PhotoId, school::School, time::UtcMs};
use photos::Stamp;
use protocol::photo_code;
use store::{Tx, entities, session};

use crate::{
    Error, Home, draft, duty,
    home::{Moment, identity},
    roster::Rosters,
    session::Names,
    views::DutyState,
};

const MINUTE_MS: u32 = 60_000;

/// The stamp of a picture taken now for the form with this key.
pub(crate) fn of(tx: &Tx<'_>, home: &Home, key: &str, id: PhotoId) -> Result<Stamp, Error> {
    let moment = &home.moment(tx)?;
    let mut lines = vec![format!("{} {}", clock(moment.now()), certainty(moment))];
    lines.push(place(tx, key)?);
    lines.push(duty_and_name(tx, home, moment)?);
    lines.push(format!("校验码 {}", photo_code(id)));
    Ok(Stamp { lines: lines.into_iter().filter(|line| !line.is_empty()).collect() })
}

/// The post somebody is on duty at, and who that is.
fn duty_and_name(tx: &Tx<'_>, home: &Home, moment: &Moment<'_>) -> Result<String, Error> {
    let Some(open) = session::get(tx)? else { return Ok(String::new()) };
    let name = Names::read(tx)?.name(open.staff_id).to_owned();
    let on =
        duty::list(tx, moment, &Rosters::read(tx, moment, home)?)?.into_iter().find(|it| it.post.me == DutyState::On);
    Ok(on.map_or_else(|| name.clone(), |it| format!("{} {name}", it.post.name)))
}

/// `2026-11-23 07:34:05`, in China's time.
fn clock(at: UtcMs) -> String {
    at.shanghai().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// How well the time is known at this moment.
fn certainty(moment: &Moment<'_>) -> String {
    match moment.err_ms() {
        None => "手机时间，未校准".to_owned(),
        Some(ms) if ms < MINUTE_MS => format!("已校时 ±{}秒", ms.div_ceil(1_000).max(1)),
        Some(ms) => format!("已校时 ±{}分", ms.div_ceil(MINUTE_MS)),
    }
}

/// The school, with the point where the form is of one, and the school that is chosen where one can be; else what the phone
/// belongs to.
fn place(tx: &Tx<'_>, key: &str) -> Result<String, Error> {
    let schools = entities::schools(tx)?;
    let point_id = draft::point_of_key(key);
    let point = entities::points(tx)?.into_iter().find(|point| Some(point.id) == point_id);
    let chosen = draft::school_code(tx, key)?;
    let is_meant = |school: &&School| match &point {
        Some(point) => school.id == point.school_id,
        None => Some(&school.code) == chosen.as_ref(),
    };
    let school = match schools.iter().find(is_meant) {
        Some(school) => school.name.clone(),
        None => identity(tx)?.place.clone(),
    };
    Ok(point.map_or_else(|| school.clone(), |point| format!("{school} {}", point.name)))
}

#[cfg(test)]
mod tests {
    use domain::{
        hazard::SuspectedSeverity,
        ids::{DeviceId, PointId, SchoolId},
        patrol_point::{PatrolPoint, PointKind},
        position,
        presence::ProofLevel,
        school::{LocalityKind, SchoolKind},
    };
    use protocol::{Entity, ServerEpoch, SigningKey, sync::Change};
    use store::{entities::apply, identity::Identity};
    use uuid::Uuid;

    use super::*;
    use crate::views::Draft;

    const AT: position::Place = position::Place { lat_e7: 257_213_000, lon_e7: 1_193_840_000 };

    fn school(n: u128, name: &str) -> Entity {
        Entity::School(School {
            id: SchoolId(Uuid::from_u128(n)),
            code: format!("31350000{n}"),
            name: name.into(),
            kind: SchoolKind::Primary,
            locality: LocalityKind::Urban,
            division_code: "350181001".into(),
            place: AT,
            pupils: 900,
            boarders: 0,
        })
    }

    fn point(id: PointId) -> Entity {
        Entity::Point(PatrolPoint {
            id,
            point_no: "0042".into(),
            school_id: SchoolId(Uuid::from_u128(52)),
            name: "后围墙巡查点".into(),
            kind: PointKind::Perimeter,
            place: AT,
            radius_m: 100,
            per_day: 2,
            min_proof: ProofLevel::B,
            frequency: None,
            responsible: None,
            tag_serial: None,
            made: None,
            asked_since: None,
        })
    }

    /// The phone of a station that looks after two schools.
    fn station(dir: &std::path::Path, point_id: PointId) -> Home {
        let home = Home::open(dir).expect("opens");
        let identity = Identity {
            device_id: DeviceId(Uuid::from_u128(1)),
            device_no: "0007".into(),
            organization: "福清市护校安园行动办公室".into(),
            place: "城关派出所".into(),
            audience: "huxiao".into(),
            server_url: "http://127.0.0.1:9".into(),
            server_key: SigningKey::from_seed(&[7; 32]).public(),
            epoch: ServerEpoch { number: 1, tag: [1; 8].into() },
            nonce: [2; 16],
            device_seed: [3; 32],
        };
        let given = [school(51, "第一实验小学"), school(52, "第二中学"), point(point_id)];
        let change = |(entity, scope_seq): (&Entity, u64)| Change {
            scope: 1,
            scope_seq,
            kind: entity.kind().number(),
            id: entity.id().into(),
            rev: scope_seq,
            payload: Some(entity.encode().into()),
        };
        let changes: Vec<Change> = given.iter().zip(1..).map(change).collect();
        let written = home.store().write(|tx| {
            store::identity::put(tx, &identity)?;
            apply(tx, &changes)
        });
        written.expect("written");
        home
    }

    #[test]
    fn a_stamp_names_the_school_the_form_is_about() {
        let dir = tempfile::tempdir().expect("a folder");
        let point_id = PointId(Uuid::from_u128(70));
        let home = station(dir.path(), point_id);
        let place = |key: &str| home.read(|tx| place(tx, key)).expect("a place");
        assert_eq!(place(draft::HAZARD), "城关派出所", "nothing is chosen yet");
        assert_eq!(place(&draft::key_of_point(point_id)), "第二中学 后围墙巡查点");
        let typed = Draft {
            text: String::new(),
            category: None,
            severity: SuspectedSeverity::General,
            photo_ids: Vec::new(),
            school_code: Some("3135000051".into()),
        };
        draft::save(&home, draft::HAZARD, &typed).expect("kept");
        assert_eq!(place(draft::HAZARD), "第一实验小学");
    }
}
