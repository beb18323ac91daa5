//! One entry of the lists that were pulled, or the refusal that there is none.

use domain::{
    duty_post::DutyPost,
    ids::{PostId, StaffId},
    staff::StaffMember,
};
use protocol::{Entity, EntityKind};
use store::{Tx, entities};

use crate::{Error, error::refused};

/// Somebody this phone knows, or `unknown-staff`.
pub(crate) fn member(tx: &Tx<'_>, staff_id: StaffId) -> Result<StaffMember, Error> {
    match entities::get(tx, EntityKind::Staff, staff_id.as_bytes())? {
        Some(Entity::Staff(member)) => Ok(member),
        _ => Err(refused("unknown-staff")),
    }
}

/// A post, or `unknown-post`.
pub(crate) fn post(tx: &Tx<'_>, id: PostId) -> Result<DutyPost, Error> {
    match entities::get(tx, EntityKind::Post, id.as_bytes())? {
        Some(Entity::Post(post)) => Ok(post),
        _ => Err(refused("unknown-post")),
    }
}
