//! The frame around all pages: which page to open with, the home page, and what stands on 关于.

use store::{photos, records, stream, sync_state};

use crate::{
    Error, Home, clock,
    error::refused,
    home::identity,
    points, posts,
    roster::Rosters,
    ruling,
    sendable::sendable,
    session, settings, space, status,
    views::{self, About, AppState, Due, Phase, Platform},
};

/// Version of the app.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Points the home page shows.
const POINTS_SHOWN: usize = 5;

/// The frame around all pages.
///
/// # Errors
/// Only those of the database.
pub fn state(home: &Home, platform: Platform) -> Result<AppState, Error> {
    let settings = settings::get(home)?;
    home.read(|tx| {
        let identity = store::identity::get(tx)?;
        let me = session::me(tx)?;
        let phase = match (&identity, &me) {
            (None, _) => Phase::Enroll,
            (Some(_), None) => Phase::Who,
            (Some(_), Some(_)) => Phase::Home,
        };
        Ok(AppState {
            phase,
            org: identity.as_ref().map(|it| it.organization.clone()),
            place: identity.as_ref().map(|it| it.place.clone()),
            device_no: identity.as_ref().map(|it| it.device_no.clone()),
            me,
            settings,
            server_url: identity.as_ref().map(|it| it.server_url.clone()),
            platform,
            version: VERSION.to_owned(),
            told: home.told().cloned(),
        })
    })
}

/// The home page of who is signed in.
///
/// # Errors
/// `not-enrolled`, `not-signed-in`.
pub fn home(home: &Home) -> Result<views::Home, Error> {
    let sendable = sendable(home);
    home.read(|tx| {
        let moment = home.moment(tx)?;
        let due: Vec<_> = points::list(tx, &moment, None)?
            .into_iter()
            .map(|it| it.point)
            .filter(|point| point.due != Due::Done)
            .collect();
        let rosters = Rosters::read(tx, &moment, home)?;
        let (turn, next_turn) = rosters.now_and_next();
        let me = session::me(tx)?.ok_or_else(|| refused("not-signed-in"))?;
        Ok(views::Home {
            now_ms: moment.now(),
            place: identity(tx)?.place.clone(),
            turn,
            next_turn,
            questions: ruling::open_questions(tx, me.id)?,
            clock: clock::untold(tx)?,
            me,
            posts: posts::list(tx, &moment, &rosters)?.into_iter().map(|it| it.post).collect(),
            points_left: u32::try_from(due.len()).unwrap_or(u32::MAX),
            points: due.into_iter().take(POINTS_SHOWN).collect(),
            sync: status::line(tx, home.is_sending(), sendable)?,
            room: space::room(home),
        })
    })
}

/// What stands on 关于.
///
/// # Errors
/// Only those of the database.
pub fn about(home: &Home) -> Result<About, Error> {
    let db_bytes = home.store().file_bytes();
    home.read(|tx| {
        let identity = store::identity::get(tx)?;
        let (photos, photo_bytes) = photos::totals(tx)?;
        Ok(About {
            version: VERSION.to_owned(),
            device: identity.as_ref().map(|it| it.device_no.clone()),
            stream: stream::get(tx)?.map(|it| it.stream_id.to_string()),
            server_url: identity.as_ref().map(|it| it.server_url.clone()),
            db_bytes,
            records: records::count(tx)?,
            photos,
            photo_bytes,
            last_contact_ms: sync_state::get(tx)?.last_contact,
        })
    })
}
