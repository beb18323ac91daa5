//! Reporting a hazard 隐患随手拍: what, where, how bad it looks, with pictures.

use domain::{
    Problem,
    hazard::{CATEGORIES, HazardReport, SuspectedSeverity, find_category},
    ids::PhotoId,
    limits::{HAZARD_CHARS_MAX, HAZARD_PHOTOS_MAX},
    school::School,
};
use protocol::Body;
use serde::Deserialize;
use store::{Tx, entities};
use ts_rs::TS;

use crate::{
    Error, Home, Tag, Worker, draft,
    error::refused,
    home::identity,
    photo, text,
    views::{CategoryChoice, Effort, HazardForm, Position, Saved, SchoolChoice},
};

const TAGS: &[Tag] = &[Tag::Records, Tag::Sync];

/// A hazard as the worker saw it.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields = nullable)]
pub struct Sighting {
    /// Code of the school.
    pub school_code: String,
    /// Code of the category.
    pub category: String,
    /// What is wrong.
    pub text: String,
    /// How bad it looks.
    pub severity: SuspectedSeverity,
    /// Pictures of its draft.
    pub photo_ids: Vec<PhotoId>,
    /// Where the phone was.
    pub position: Option<Position>,
    /// What it cost.
    pub effort: Option<Effort>,
}

/// What the form offers: schools of this phone, its own first, and all categories.
///
/// # Errors
/// `not-enrolled`.
pub fn form(home: &Home) -> Result<HazardForm, Error> {
    home.read(|tx| {
        let place = identity(tx)?.place.clone();
        let mut schools = entities::schools(tx)?;
        schools.sort_by_key(|school| school.name != place);
        let categories = CATEGORIES.iter().map(|c| CategoryChoice {
            code: c.code.to_owned(),
            label: c.label.to_owned(),
            label_en: c.label_en.to_owned(),
        });
        Ok(HazardForm {
            schools: schools.into_iter().map(|s| SchoolChoice { code: s.code, name: s.name }).collect(),
            categories: categories.collect(),
        })
    })
}

/// Saves a report with its pictures, and forgets its draft, in one commit.
///
/// # Errors
/// `unknown-school`, `unknown-category`, `text-missing` (neither a text nor a picture), `text-too-long`,
/// `text-has-identity`, `too-many-photos`, `photo-missing`, `photo-damaged`.
pub fn report(home: &Home, worker: Worker, sighting: Sighting) -> Result<Saved, Error> {
    let text = text::checked(&sighting.text, HAZARD_CHARS_MAX)?;
    if text.is_empty() && sighting.photo_ids.is_empty() {
        return Err(refused("text-missing"));
    }
    let category = find_category(&sighting.category).ok_or_else(unknown_category)?.code.to_owned();
    let position = sighting.position.as_ref().and_then(Position::to_domain);
    home.write(TAGS, |tx, moment| {
        let school_id = school(tx, &sighting.school_code)?.id;
        let photos = photo::drafted(home, tx, &sighting.photo_ids, HAZARD_PHOTOS_MAX)?;
        let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
        let effort = sighting.effort.map(Effort::to_domain);
        let body = HazardReport { school_id, category, text, severity: sighting.severity, position, photos, effort };
        let stored = moment.append(tx, worker, Body::HazardReport(body))?;
        store::photos::attach(tx, &ids, stored.seq)?;
        store::drafts::delete(tx, draft::HAZARD)?;
        Ok(Saved { record_id: stored.record_id, seq: stored.seq, at_ms: moment.now(), on_time: None })
    })
}

fn school(tx: &Tx<'_>, code: &str) -> Result<School, Error> {
    let school = entities::schools(tx)?.into_iter().find(|school| school.code == code.trim());
    school.ok_or_else(|| refused("unknown-school"))
}

fn unknown_category() -> Error {
    let known: Vec<&str> = CATEGORIES.iter().map(|c| c.code).collect();
    Problem::new("unknown-category").with("known", known.join(" ")).into()
}
