//! Who is signed in, and what they may see.

use domain::roster::Side;
use serde::{Deserialize, Serialize};

use crate::base_map::BaseMap;

/// Name and password.
#[derive(Deserialize, utoipa::ToSchema)]
pub(crate) struct Credentials {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct User {
    /// Sign-in name.
    pub(crate) name: String,
    /// What the account is called.
    pub(crate) label: String,
    /// Code word of the role.
    pub(crate) role: String,
    /// Its Chinese name.
    pub(crate) role_label: String,
    /// May take away pictures without a watermark.
    pub(crate) may_take_originals: bool,
    /// May read who looked at what.
    pub(crate) may_read_audit: bool,
    /// May set points, routes and tags.
    pub(crate) may_set_points: bool,
    /// May add pictures to a hazard of their schools.
    pub(crate) may_attach_pictures: bool,
    /// Whose people they plan: `school`, `police`, or nobody's.
    #[schema(value_type = Option<String>)]
    pub(crate) plans: Option<Side>,
}

/// What they look over.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Scope {
    /// Level.
    #[ts(type = r#""school" | "station" | "town" | "edu" | "city""#)]
    pub(crate) kind: String,
    /// Name of the unit.
    pub(crate) name: String,
    /// How many schools that is.
    pub(crate) school_count: i64,
}

/// A session.
#[derive(Debug, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct Session {
    /// Who.
    pub(crate) user: User,
    /// What they look over.
    pub(crate) scope: Scope,
    /// To be sent back with every request but a GET.
    pub(crate) csrf: String,
    /// The organization that runs the server.
    pub(crate) place: String,
    /// What lies under the drawn maps.
    pub(crate) base_map: BaseMap,
}
