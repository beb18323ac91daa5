//! What somebody at the office does, for who steps a node: by the same functions as the pages' routes, each deed in one
//! transaction with what phones are told of it.

use domain::{
    day::Day,
    ids::SchoolId,
    point_wish::{PointState, PointWish},
    policy::StayDays,
};

use super::Node;
use crate::{
    Error, calendar, clock,
    db::Conn,
    enroll::{self, Belongs},
    error::Result,
    feed,
    points::{self, Author},
    policy,
    problem::ApiProblem,
    roster::{SchoolRoster, change},
    tables::{
        jurisdictions,
        points::{self as table, KeptPoint},
        tags::Form,
    },
};

/// Who it says did it.
const ACCOUNT: &str = "bureau";
/// Why.
const REASON: &str = "演练";

/// A deed of the office about a school. Points are told by their place in the order of their numbers; a place beyond the
/// last begins at the first again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeDeed {
    /// A point gets another name.
    RenamePoint(usize, u64),
    /// A point is paused, retired or taken up again.
    SetPoint(usize, PointState),
    /// A point is made where another is.
    MakePoint(usize, u64),
    /// The print of a point is lost, and the next one hangs there.
    RotateTag(usize),
    /// Classes of the school are stopped on the day so many days from now, or held after all.
    Stop(i32, bool),
    /// The same in the whole district.
    StopDistrict(i32, bool),
    /// Pictures stay on phones for so many days.
    Stay(u16),
}

impl Node {
    /// Does a deed of the office.
    ///
    /// # Errors
    /// [`Error`] when there is no such school, or the database refuses; nothing was changed then.
    pub async fn office(&self, school_code: &str, deed: OfficeDeed) -> Result<()> {
        let db = &self.state.db;
        let belongs = Belongs::School(school_code.to_owned());
        if let OfficeDeed::Stay(days) = deed {
            let wish = policy::Wish { stays: Some(StayDays(days)), ..policy::Wish::default() };
            return policy::change(db, &belongs, &wish).await.map(drop);
        }
        let mut tx = db.begin().await?;
        let school = SchoolId(enroll::find_unit(&mut tx, &belongs).await?.0);
        match deed {
            OfficeDeed::Stop(..) | OfficeDeed::StopDistrict(..) => {
                stop(&mut tx, school, deed).await.map_err(refused)?;
            }
            _ => about_point(&mut tx, school, deed).await?,
        }
        Ok(tx.commit().await?)
    }

    /// Forgets what was gone from the feed until now, as the daily sweep does of what is older than a year.
    ///
    /// # Errors
    /// [`Error`] when the database refuses.
    pub async fn forget_gone(&self) -> Result<()> {
        feed::forget_gone_before(&self.state.db, clock::now()).await
    }
}

async fn about_point(conn: &mut Conn, school: SchoolId, deed: OfficeDeed) -> Result<()> {
    let author = Author { account: ACCOUNT, at: clock::now() };
    let all = table::of_school(conn, school).await?;
    let nth = |place: usize| -> Result<KeptPoint> {
        let place = place.checked_rem(all.len()).ok_or_else(|| Error::refused("the school has no points"))?;
        Ok(all[place].clone())
    };
    match deed {
        OfficeDeed::RenamePoint(place, number) => {
            let before = nth(place)?;
            let wish = PointWish { name: format!("点位{number}"), ..PointWish::of(&before.point) };
            points::change(conn, &before, wish, author).await
        }
        OfficeDeed::SetPoint(place, state) => points::set_state(conn, &nth(place)?, state, (REASON, author)).await,
        OfficeDeed::MakePoint(place, number) => {
            let wish = PointWish { name: format!("新点{number}"), ..PointWish::of(&nth(place)?.point) };
            points::create(conn, school, wish, author).await.map(drop)
        }
        OfficeDeed::RotateTag(place) => points::rotate(conn, &nth(place)?, Form::Print, (REASON, author)).await,
        OfficeDeed::Stop(..) | OfficeDeed::StopDistrict(..) | OfficeDeed::Stay(_) => Ok(()),
    }
}

/// Stops classes or lifts the stop, and brings the school's rosters to its changed days.
async fn stop(conn: &mut Conn, school: SchoolId, deed: OfficeDeed) -> Result<(), ApiProblem> {
    let today = Day::of(clock::now());
    match deed {
        OfficeDeed::Stop(days, stopped) => {
            calendar::stop(conn, &[school], ACCOUNT, (today.plus(days), stopped.then_some(REASON))).await?;
        }
        OfficeDeed::StopDistrict(days, stopped) => {
            let bureau = jurisdictions::bureau_of(conn, school.into()).await?.ok_or_else(ApiProblem::not_found)?;
            calendar::stop_district(conn, bureau, ACCOUNT, (today.plus(days), stopped.then_some(REASON))).await?;
        }
        _ => {}
    }
    if let Some(roster) = SchoolRoster::of(conn, school, today).await? {
        change::tell(conn, &roster, today).await?;
    }
    Ok(())
}

/// A page would be told this code.
fn refused(problem: ApiProblem) -> Error {
    Error::refused(format!("the office's deed was refused: {problem:?}"))
}
