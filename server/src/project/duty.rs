//! 到岗 and 离岗: who was at which post, and how far from it the phone was.

use domain::{
    duty::{DutyOff, DutyOn},
    duty_note::AbsenceReason,
    duty_window::WindowKind,
    ids::{PostId, StaffId},
    position::Position,
    presence::{self, Fence, LiveReading, Proof, Signals},
    time::UtcMs,
};

use super::{
    JudgedPlace, Meaning,
    check_in::{Codes, read_tag},
};

/// Coming or going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    On,
    Off,
}

/// Coming or going, as projected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DutyRow {
    pub(crate) post_id: PostId,
    pub(crate) direction: Direction,
    pub(crate) window: Option<WindowKind>,
    pub(crate) judged: Option<JudgedPlace>,
    pub(crate) distance_m: Option<u32>,
    pub(crate) inside: Option<bool>,
    /// For whom it counts, when it was recorded for several; `None`: for the actor.
    pub(crate) people: Option<Vec<StaffId>>,
    /// Of a leaving before the end: why.
    pub(crate) early: Option<AbsenceReason>,
    /// What became of the live code that was read on coming.
    pub(crate) live: LiveReading,
    /// They were there when called; when they came is not known.
    pub(crate) called: bool,
}

/// Somebody came, perhaps with a live code that was read at the gate.
pub(super) fn on(it: &DutyOn, judged: Option<JudgedPlace>, live: LiveReading) -> Meaning {
    let detail = it.detail.as_ref();
    let people = detail.and_then(|detail| detail.people.clone());
    let called = detail.and_then(|detail| detail.called) == Some(true);
    row((it.post_id, Direction::On, it.window), it.position.as_ref(), judged, (people, None, live, called))
}

/// How well somebody's coming is proven that was recorded at `wall` by the phone's wall clock: judged as a visit is.
/// `school_tag`: the tag that was read is one of the post's school. Of a coming entered afterwards nothing that the phone
/// noted then speaks.
pub(crate) fn prove(on: &DutyOn, (wall, at): (UtcMs, JudgedPlace), (codes, school_tag): (Codes<'_>, bool)) -> Proof {
    let signals = match on.stated_at {
        Some(_) => Signals::default(),
        None => Signals {
            tag: read_tag(on.detail.as_ref().and_then(|it| it.tag.as_deref()), codes, |_| school_tag),
            live: codes.live,
            position: on.position.as_ref(),
            fresh_photos: on.photos.iter().filter(|photo| photo.is_fresh(wall)).count(),
            witness: false,
        },
    };
    presence::judge(Fence { center: at.place, radius_m: at.radius_m }, &signals)
}

/// Somebody went.
pub(super) fn off(it: &DutyOff, judged: Option<JudgedPlace>) -> Meaning {
    let detail = it.detail.as_ref();
    let people = detail.and_then(|it| it.people.clone());
    let said = (people, detail.and_then(|it| it.early), LiveReading::None, false);
    row((it.post_id, Direction::Off, it.window), it.position.as_ref(), judged, said)
}

fn row(
    (post_id, direction, window): (PostId, Direction, Option<WindowKind>),
    position: Option<&Position>,
    judged: Option<JudgedPlace>,
    (people, early, live, called): (Option<Vec<StaffId>>, Option<AbsenceReason>, LiveReading, bool),
) -> Meaning {
    let both = position.zip(judged);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a distance on Earth fits")]
    let distance_m = both.map(|(p, j)| p.place.distance_m(j.place).round() as u32);
    let inside = both.map(|(p, j)| p.may_be_within(j.place, j.radius_m));
    Meaning::Duty(DutyRow { post_id, direction, window, judged, distance_m, inside, people, early, live, called })
}
