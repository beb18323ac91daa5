//! Must-patrol points as the office keeps them, and a new one.

use std::collections::BTreeMap;

use domain::{
    crs::Crs,
    ids::{PointId, SchoolId, UnitId},
    patrol_point::{Frequency, PatrolPoint, PointKind},
    point_no,
    point_wish::PointState,
    presence::ProofLevel,
};
use serde::{Deserialize, Serialize};

use crate::tables::points::KeptPoint;

/// A point as the office sees it.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointSheet {
    #[schema(value_type = String)]
    pub(crate) id: PointId,
    /// Number.
    pub(crate) point_no: String,
    /// The number with its check digit, as printed.
    pub(crate) typed_no: String,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) kind: PointKind,
    /// WGS-84 degrees.
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) radius_m: u32,
    pub(crate) per_day: u8,
    #[schema(value_type = String)]
    pub(crate) min_proof: ProofLevel,
    #[schema(value_type = Option<Object>)]
    pub(crate) frequency: Option<Frequency>,
    /// Who is responsible; nothing: the school.
    #[schema(value_type = Option<String>)]
    pub(crate) responsible: Option<UnitId>,
    #[schema(value_type = String)]
    pub(crate) state: PointState,
    /// The print that hangs there.
    pub(crate) tag_serial: u32,
    #[schema(value_type = String)]
    pub(crate) school_id: SchoolId,
    /// Names of its school; empty where the school is named already.
    pub(crate) school: String,
    pub(crate) school_code: String,
}

/// Points by number.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointList {
    pub(crate) points: Vec<PointSheet>,
    /// There are more than these; a search narrows them.
    pub(crate) more: bool,
    /// How many open proposals of their place the points have, by id; those without one are not in it.
    #[schema(value_type = Object)]
    #[ts(type = "Record<string, number>")]
    pub(crate) proposals: BTreeMap<PointId, usize>,
}

/// A point as somebody wants it.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PointWanted {
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) kind: PointKind,
    /// Degrees in the system that `crs` names.
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// `wgs84` (when left out), `gcj02` or `bd09`; converted before it is kept.
    #[schema(value_type = Option<String>)]
    pub(crate) crs: Option<Crs>,
    pub(crate) radius_m: u32,
    pub(crate) per_day: u8,
    #[schema(value_type = String)]
    pub(crate) min_proof: ProofLevel,
    #[schema(value_type = Option<Object>)]
    pub(crate) frequency: Option<Frequency>,
    #[schema(value_type = Option<String>)]
    pub(crate) responsible: Option<UnitId>,
}

/// A point that is to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct NewPoint {
    /// Code of the school.
    pub(crate) school: String,
    pub(crate) point: PointWanted,
}

/// A unit that may be responsible for points of a school.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct UnitChoice {
    #[schema(value_type = String)]
    pub(crate) id: UnitId,
    pub(crate) name: String,
}

/// A school with all that a map of it shows.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct SchoolGround {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// All its points, also those nobody is sent to.
    pub(crate) points: Vec<PointSheet>,
    /// Who may be responsible for one.
    pub(crate) units: Vec<UnitChoice>,
    /// Whether the asker may change them.
    pub(crate) may_set: bool,
    /// The asker sets key positions inside alone.
    pub(crate) inside_only: bool,
}

impl PointSheet {
    /// Of a point at a school of this name and code.
    pub(crate) fn of(kept: KeptPoint, (school, school_code): (String, String)) -> Self {
        let (state, tag_serial) = (kept.state, kept.tag_serial);
        let PatrolPoint { id, point_no, school_id, name, kind, place, radius_m, per_day, min_proof, .. } = kept.point;
        Self {
            id,
            typed_no: point_no::with_check(&point_no),
            point_no,
            name,
            kind,
            lat: place.lat(),
            lon: place.lon(),
            radius_m,
            per_day,
            min_proof,
            frequency: kept.point.frequency,
            responsible: kept.point.responsible,
            state,
            tag_serial,
            school_id,
            school,
            school_code,
        }
    }
}
