//! Duty posts of a school: whom each needs, and whether somebody is asked to stand there.

use domain::{
    crs::Crs,
    duty_post::{DutyPost, PostState, usual_need},
    ids::PostId,
    school::School,
    staff::StaffKind,
};
use serde::{Deserialize, Serialize};

use super::board::MissingStaff;

/// A post as the office sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PostSheet {
    #[schema(value_type = String)]
    pub(crate) id: PostId,
    pub(crate) asks: PostAsks,
    pub(crate) paused: bool,
    /// Why it is paused.
    pub(crate) reason: String,
}

/// What a post asks.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PostAsks {
    pub(crate) name: String,
    pub(crate) gate: String,
    /// WGS-84 degrees.
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) radius_m: u32,
    /// How many of each kind.
    pub(crate) requirement: Vec<MissingStaff>,
}

/// The posts of a school.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PostsView {
    pub(crate) school: String,
    pub(crate) name: String,
    pub(crate) may_edit: bool,
    /// By name.
    pub(crate) posts: Vec<PostSheet>,
    /// What a new post of this school begins with.
    pub(crate) usual: PostAsks,
}

/// How many of one kind somebody wants.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct NeedWish {
    #[schema(value_type = String)]
    pub(crate) kind: StaffKind,
    pub(crate) count: u8,
}

/// What a post shall be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PostWanted {
    /// Code of its school; a post never moves to another.
    pub(crate) school: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) gate: String,
    /// Degrees in the system that `crs` names.
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// `wgs84` (when left out), `gcj02` or `bd09`; converted before it is kept.
    #[schema(value_type = Option<String>)]
    pub(crate) crs: Option<Crs>,
    pub(crate) radius_m: u32,
    pub(crate) requirement: Vec<NeedWish>,
}

/// Whether somebody shall be asked to stand there.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(crate) struct PostStateWish {
    /// Code of its school.
    pub(crate) school: String,
    #[schema(value_type = String)]
    pub(crate) state: PostState,
    /// Why, in words for whoever looks later.
    pub(crate) reason: String,
}

impl PostAsks {
    /// Of a post that is there.
    pub(crate) fn of(post: &DutyPost) -> Self {
        let requirement = post.requirement.iter().map(|it| MissingStaff { kind: it.kind, count: it.count }).collect();
        Self {
            name: post.name.clone(),
            gate: post.gate.clone(),
            lat: post.place.lat(),
            lon: post.place.lon(),
            radius_m: post.radius_m,
            requirement,
        }
    }

    /// What a first post of a school begins with: at the main gate, where the school stands.
    pub(crate) fn usual(school: &School) -> Self {
        let need = usual_need(school.kind);
        Self {
            name: "正门护学岗".to_owned(),
            gate: "正门".to_owned(),
            lat: school.place.lat(),
            lon: school.place.lon(),
            radius_m: 100,
            requirement: need.iter().map(|it| MissingStaff { kind: it.kind, count: it.count }).collect(),
        }
    }
}
