//! What a stamp says: when and how well that is known, where, which duty, who, and the code by which the picture is found.
//!
//! Only a picture that a camera has just taken is of now. One that was chosen says so, with its own time where its camera
//! wrote one: a stamp must not make an old picture new. The words are Chinese whatever language the pages speak: a stamp is
//! read by the office. They are short, because a stamp never takes more than an eighth of the picture.

use domain::{ids::PhotoId, position::Place, school::School, time::UtcMs};
use photos::Stamp;
use protocol::photo_code;
use store::{Tx, entities, session};

use crate::{
    Error, Home,
    home::{Moment, identity},
    posts,
    roster::Rosters,
    scene::Scene,
    session::Names,
    views::DutyState,
};

const MINUTE_MS: u32 = 60_000;

/// Where a picture came from, as far as its time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A camera took it just now.
    Camera,
    /// It was there before; its own time, where its camera wrote one.
    Chosen(Option<UtcMs>),
}

/// The words of a stamp before it is known where the picture came from.
pub(crate) struct Words {
    now: String,
    place: String,
    duty_and_name: String,
    code: String,
}

impl Words {
    /// For a picture that comes in now.
    pub(crate) fn of(tx: &Tx<'_>, home: &Home, scene: &Scene, id: PhotoId) -> Result<Self, Error> {
        let moment = &home.moment(tx)?;
        let scene = scene.clone().resolved(tx)?;
        let now = format!("{} {}", clock(moment.now()), certainty(moment));
        let code = format!("校验码 {}", photo_code(id));
        let place = place(tx, &scene)?;
        let duty_and_name = once_only(&place, duty_and_name(tx, home, moment, &scene)?);
        Ok(Self { now, place, duty_and_name, code })
    }

    /// The place they name.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// The stamp of a picture that came from there, and was taken at this position where that is known. Where room is short
    /// the last of its lines go first; the code stays.
    pub(crate) fn stamp(self, origin: Origin, position: Option<Place>) -> Stamp {
        let when = match origin {
            Origin::Camera => self.now,
            Origin::Chosen(Some(taken)) => format!("选取的照片 {} 相机时间", clock(taken)),
            Origin::Chosen(None) => "选取的照片 拍摄时间不详".to_owned(),
        };
        let position = position.map(|at| coordinates(at, origin)).unwrap_or_default();
        let lines = [when, self.place, position, self.duty_and_name];
        Stamp { lines: lines.into_iter().filter(|line| !line.is_empty()).collect(), code: self.code }
    }
}

/// To a meter; of a picture that was chosen it is what its camera wrote.
fn coordinates(at: Place, origin: Origin) -> String {
    let whose = if matches!(origin, Origin::Camera) { "位置" } else { "相机位置" };
    let side = |degrees: f64, [plus, minus]: [char; 2]| {
        format!("{:.5}°{}", degrees.abs(), if degrees < 0.0 { minus } else { plus })
    };
    format!("{whose} {} {}", side(at.lat(), ['N', 'S']), side(at.lon(), ['E', 'W']))
}

/// The words without the school's name, where the line above begins with it.
fn once_only(place: &str, words: String) -> String {
    let school = place.split(' ').next().unwrap_or_default();
    match words.strip_prefix(school) {
        Some(rest) if !school.is_empty() => rest.trim_start().to_owned(),
        _ => words,
    }
}

/// The post the picture is about, else the one somebody is on duty at, and who that is.
fn duty_and_name(tx: &Tx<'_>, home: &Home, moment: &Moment<'_>, scene: &Scene) -> Result<String, Error> {
    let who =
        session::get(tx)?.map(|open| Ok::<_, Error>(Names::read(tx)?.name(open.staff_id).to_owned())).transpose()?;
    let post = match scene {
        Scene::Post(id) => entities::posts(tx)?.into_iter().find(|post| post.id == *id).map(|post| post.name),
        _ if who.is_none() => None,
        _ => {
            let posts = posts::list(tx, moment, &Rosters::read(tx, moment, home)?)?;
            posts.into_iter().find(|it| it.post.me == DutyState::On).map(|it| it.post.name)
        }
    };
    Ok([post, who].into_iter().flatten().collect::<Vec<_>>().join(" "))
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

/// The school the picture is about, with the point where it is about one; else what the phone belongs to.
fn place(tx: &Tx<'_>, scene: &Scene) -> Result<String, Error> {
    let point = match scene {
        Scene::Point(id) => entities::points(tx)?.into_iter().find(|point| point.id == *id),
        _ => None,
    };
    let post_school = match scene {
        Scene::Post(id) => entities::posts(tx)?.into_iter().find(|post| post.id == *id).map(|post| post.school_id),
        _ => None,
    };
    let is_meant = |school: &School| match scene {
        Scene::School(code) => school.code == *code,
        _ => Some(school.id) == point.as_ref().map(|point| point.school_id).or(post_school),
    };
    let school = match entities::schools(tx)?.into_iter().find(is_meant) {
        Some(school) => school.name,
        None => identity(tx)?.place.clone(),
    };
    Ok(point.map_or_else(|| school.clone(), |point| format!("{school} {}", once_only(&school, point.name))))
}

#[cfg(test)]
mod tests {
    use domain::{
        check_in::{CheckIn, VisitResult},
        duty_post::DutyPost,
        hazard::SuspectedSeverity,
        ids::{DeviceId, PointId, PostId, RecordId, SchoolId, StreamId},
        patrol_point::{PatrolPoint, PointKind},
        position,
        presence::ProofLevel,
        school::{LocalityKind, SchoolKind},
    };
    use protocol::{Body, Entity, ServerEpoch, SigningKey, chain, sync::Change};
    use store::{
        entities::apply,
        identity::Identity,
        records::{self, NewRecord},
        stream,
    };
    use uuid::Uuid;

    use super::*;
    use crate::{draft, views::Draft};

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

    fn post() -> Entity {
        Entity::Post(DutyPost {
            id: PostId(Uuid::from_u128(80)),
            school_id: SchoolId(Uuid::from_u128(51)),
            name: "东门护学岗".into(),
            gate: "东门".into(),
            place: AT,
            radius_m: 100,
            requirement: Vec::new(),
            paused: None,
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
        let given = [school(51, "第一实验小学"), school(52, "第二中学"), point(point_id), post()];
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
            let stream_id = StreamId(Uuid::from_u128(1));
            stream::open(
                tx,
                stream_id,
                &chain::genesis(stream_id, &SigningKey::from_seed(&[3; 32]).public(), &[2; 16]),
            )?;
            apply(tx, &changes)
        });
        written.expect("written");
        home
    }

    #[test]
    fn a_stamp_names_the_place_the_form_is_about() {
        let dir = tempfile::tempdir().expect("a folder");
        let (point_id, post_id) = (PointId(Uuid::from_u128(70)), PostId(Uuid::from_u128(80)));
        let home = station(dir.path(), point_id);
        let of = |key: &str| home.read(|tx| place(tx, &Scene::of_form(tx, key)?.resolved(tx)?)).expect("a place");
        assert_eq!(of(draft::HAZARD), "城关派出所", "nothing is chosen yet");
        assert_eq!(of(&draft::key_of_point(point_id)), "第二中学 后围墙巡查点");
        assert_eq!(of(&draft::key_of_coming(post_id)), "第一实验小学");
        assert_eq!(of(&draft::key_of_note(post_id)), "第一实验小学");
        let typed = Draft {
            text: String::new(),
            category: None,
            severity: SuspectedSeverity::General,
            photo_ids: Vec::new(),
            school_code: Some("3135000051".into()),
        };
        draft::save(&home, draft::HAZARD, &typed).expect("kept");
        assert_eq!(of(draft::HAZARD), "第一实验小学");
    }

    #[test]
    fn a_stamp_names_the_post_of_the_form_and_the_place_of_the_record_that_is_asked_about() {
        let dir = tempfile::tempdir().expect("a folder");
        let (point_id, post_id) = (PointId(Uuid::from_u128(70)), PostId(Uuid::from_u128(80)));
        let home = station(dir.path(), point_id);
        let lines = |key: &str| {
            let words = home.read(|tx| Words::of(tx, &home, &Scene::of_form(tx, key)?, PhotoId(Uuid::nil())));
            words.expect("words").stamp(Origin::Camera, None).lines
        };
        assert!(
            lines(&draft::key_of_note(post_id)).contains(&"东门护学岗".to_owned()),
            "nobody has come on duty there"
        );
        let visit = CheckIn {
            point_id,
            result: VisitResult::Normal,
            note: String::new(),
            position: None,
            tag: None,
            photos: Vec::new(),
            shown_proof: ProofLevel::C,
            detail: None,
        };
        let record_id = RecordId(Uuid::from_u128(90));
        let saved = home.write(&[], |tx, moment| {
            let body = Body::CheckIn(visit);
            let time = moment.block();
            Ok(records::append(tx, NewRecord { record_id, body, actor: None, session: None, time, refs: Vec::new() })?)
        });
        saved.expect("saved");
        assert!(lines(&draft::key_of_answer(record_id)).contains(&"第二中学 后围墙巡查点".to_owned()));
        let elsewhere = RecordId(Uuid::from_u128(91));
        assert!(lines(&draft::key_of_answer(elsewhere)).contains(&"城关派出所".to_owned()), "of another phone");
    }

    #[test]
    fn a_stamp_names_where_it_was_and_its_school_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let home = station(dir.path(), PointId(Uuid::from_u128(70)));
        let stamp = |origin, position| {
            let words = home.read(|tx| Words::of(tx, &home, &Scene::Phone, PhotoId(Uuid::nil())));
            words.expect("words").stamp(origin, position)
        };
        let with = stamp(Origin::Camera, Some(AT));
        assert_eq!(with.lines[1..], ["城关派出所", "位置 25.72130°N 119.38400°E"]);
        assert_eq!(with.code, format!("校验码 {}", photo_code(PhotoId(Uuid::nil()))));
        assert_eq!(stamp(Origin::Camera, None).lines.len(), 2);
        assert_eq!(stamp(Origin::Chosen(None), Some(AT)).lines[2], "相机位置 25.72130°N 119.38400°E");
        assert_eq!(once_only("第一实验小学", "第一实验小学东门护学岗 保安02".into()), "东门护学岗 保安02");
        assert_eq!(once_only("第二中学 后围墙", "东门护学岗".into()), "东门护学岗");
    }

    #[test]
    fn a_picture_that_was_there_before_is_not_stamped_with_this_moment() {
        let dir = tempfile::tempdir().expect("a folder");
        let home = station(dir.path(), PointId(Uuid::from_u128(70)));
        let first = |origin| {
            let words = home.read(|tx| Words::of(tx, &home, &Scene::Phone, PhotoId(Uuid::nil()))).expect("words");
            words.stamp(origin, None).lines.remove(0)
        };
        assert!(first(Origin::Camera).contains("手机时间"));
        let taken = UtcMs(1_600_000_000_000);
        assert_eq!(first(Origin::Chosen(Some(taken))), "选取的照片 2020-09-13 20:26:40 相机时间");
        assert_eq!(first(Origin::Chosen(None)), "选取的照片 拍摄时间不详");
    }
}
