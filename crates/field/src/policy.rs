//! What the offices this phone works for ask of pictures: the strictest of them.

use domain::policy::PictureRules;
use store::{Tx, entities};

use crate::{Error, Home};

/// The rules that hold on this phone.
///
/// # Errors
/// Only those of the database.
pub fn pictures(home: &Home) -> Result<PictureRules, Error> {
    home.read(rules)
}

pub(crate) fn rules(tx: &Tx<'_>) -> Result<PictureRules, Error> {
    let given = entities::policies(tx)?.into_iter().map(|policy| policy.pictures);
    Ok(given.reduce(PictureRules::and).unwrap_or_default())
}
