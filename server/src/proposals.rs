//! Where workers said that points are 现场标定, and the office has not decided yet: it sets the point there, or refuses with a
//! reason. A proposal is a visit like any other and counts as one whatever becomes of it.

use domain::{
    ids::{PointId, RecordId, UnitId},
    position::Position,
};

use crate::{
    db::Conn,
    error::Result,
    points::{Author, meters, named, position_in},
    tables::{
        audit_log::Action,
        corrections,
        point_visits::{self, PointVisit},
        points::{self, KeptPoint},
        refused_places,
    },
    told::Deed,
};

/// A point lies where somebody stood when both are this close, in meters.
const SAME_M: u32 = 1;

/// Somebody's word that the point is there.
pub(crate) struct Proposal {
    pub(crate) visit: PointVisit,
    pub(crate) fix: Position,
}

/// Whose proposals.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose {
    /// Of all points of the schools a unit looks over.
    Unit(UnitId),
    Point(PointId),
}

/// The open proposals by point, the newest first. Those of retired points are left out.
pub(crate) async fn open(conn: &mut Conn, whose: Whose) -> Result<Vec<(KeptPoint, Vec<Proposal>)>> {
    let mut found: Vec<(KeptPoint, Vec<Proposal>)> = Vec::new();
    let mut settled = None;
    for (id, visit) in point_visits::proposed(conn, whose).await? {
        // The newest come first: what was said before the word that was taken was decided with it.
        if settled == Some(id) {
            continue;
        }
        let Some((fix, true)) = position_in(&visit.bytes) else { continue };
        if found.last().is_none_or(|(kept, _)| kept.point.id != id) {
            let Some(kept) = points::get(conn, id).await? else { continue };
            found.push((kept, Vec::new()));
        }
        let Some((kept, proposals)) = found.last_mut() else { continue };
        if meters(&kept.point, fix.place) <= SAME_M {
            settled = Some(id);
        } else if !corrections::standing(conn, visit.record_id).await?.void {
            proposals.push(Proposal { visit, fix });
        }
    }
    found.retain(|(_, proposals)| !proposals.is_empty());
    Ok(found)
}

/// Leaves the point where it is; `false` when that visit is no open proposal of it.
pub(crate) async fn refuse(
    conn: &mut Conn,
    kept: &KeptPoint,
    record: RecordId,
    (reason, author): (&str, Author<'_>),
) -> Result<bool> {
    let open = open(conn, Whose::Point(kept.point.id)).await?;
    if !open.iter().flat_map(|(_, of_point)| of_point).any(|it| it.visit.record_id == record) {
        return Ok(false);
    }
    refused_places::insert(conn, record, (author.at, reason, author.account)).await?;
    let refused = named(Deed::PlaceRefused, &kept.point).with("record", record).with("reason", reason);
    author.note(conn, Action::Point, refused).await?;
    Ok(true)
}
