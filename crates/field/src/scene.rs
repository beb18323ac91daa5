//! What a picture is about: by the form it is taken for, and by the record it belongs to.

use domain::ids::{PointId, PostId, RecordId};
use protocol::Body;
use store::{Tx, entities, records};

use crate::{
    Error,
    draft::{self, ANSWER, CHECK_IN, COMING, NOTE},
};

/// What a picture is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Nothing more is known than whose phone it is.
    Phone,
    /// The school with this code.
    School(String),
    /// A must-patrol point.
    Point(PointId),
    /// A duty post.
    Post(PostId),
    /// What this record was about.
    Record(RecordId),
}

impl Scene {
    /// What the form with this key is about; of a hazard, the school that is chosen so far.
    pub(crate) fn of_form(tx: &Tx<'_>, key: &str) -> Result<Self, Error> {
        Ok(match subject_of_key(key) {
            Some(subject) => subject,
            None => draft::school_code(tx, key)?.map_or(Self::Phone, Self::School),
        })
    }

    /// The place itself, where this is a record on this phone.
    pub(crate) fn resolved(self, tx: &Tx<'_>) -> Result<Self, Error> {
        let Self::Record(id) = self else { return Ok(self) };
        let Some(row) = records::by_id(tx, id)? else { return Ok(Self::Phone) };
        Ok(match row.record()?.read_body() {
            Ok(Body::CheckIn(visit)) => Self::Point(visit.point_id),
            Ok(Body::DutyOn(duty)) => Self::Post(duty.post_id),
            Ok(Body::DutyOff(duty)) => Self::Post(duty.post_id),
            Ok(Body::DutyNote(note)) => Self::Post(note.post_id),
            Ok(Body::HazardReport(hazard)) => {
                let school = entities::schools(tx)?.into_iter().find(|school| school.id == hazard.school_id);
                school.map_or(Self::Phone, |school| Self::School(school.code))
            }
            _ => Self::Phone,
        })
    }
}

/// What the form with this key is about, where the key says so.
fn subject_of_key(key: &str) -> Option<Scene> {
    if let Some(id) = key.strip_prefix(CHECK_IN) {
        return id.parse().ok().map(Scene::Point);
    }
    if let Some(id) = key.strip_prefix(COMING).or_else(|| key.strip_prefix(NOTE)) {
        return id.parse().ok().map(Scene::Post);
    }
    key.strip_prefix(ANSWER)?.parse().ok().map(Scene::Record)
}
