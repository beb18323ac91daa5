//! What a sheet of points is compared with: the schools of a unit and the points they have.

use std::collections::HashMap;

use domain::{
    ids::{SchoolId, UnitId},
    role::PointReach,
    school::School,
};

use crate::{
    db::Conn,
    error::Result,
    tables::{
        points::{self, KeptPoint},
        schools,
    },
};

/// Schools and points.
pub(crate) struct Known {
    pub(super) schools: Vec<School>,
    pub(super) points: HashMap<SchoolId, Vec<KeptPoint>>,
    /// Which of them whoever sends the sheet may set.
    pub(super) reach: PointReach,
}

impl Known {
    /// Of a unit, or of all.
    pub(crate) async fn read(conn: &mut Conn, unit: Option<UnitId>) -> Result<Self> {
        let listed = schools::list(conn, unit).await?;
        let mut points: HashMap<SchoolId, Vec<KeptPoint>> = HashMap::new();
        for kept in points::whatever_state(conn, unit).await? {
            points.entry(kept.point.school_id).or_default().push(kept);
        }
        Ok(Self { schools: listed.into_iter().map(|it| it.school).collect(), points, reach: PointReach::All })
    }

    /// For somebody who may set these alone.
    pub(crate) fn reached(self, reach: PointReach) -> Self {
        Self { reach, ..self }
    }

    /// Only of the school with this code.
    pub(crate) fn only(mut self, code: &str) -> Self {
        self.schools.retain(|it| it.code == code);
        self
    }

    /// The points of a school, by number.
    pub(super) fn of(&self, school: SchoolId) -> &[KeptPoint] {
        self.points.get(&school).map(Vec::as_slice).unwrap_or_default()
    }
}
