//! Which pictures may be sent over the network there is.

use ::sync::Sendable;

use crate::{Home, settings, views::MobileData};

/// Which pictures may be sent over the network there is, as the settings say.
pub(crate) fn sendable(home: &Home) -> Sendable {
    if home.is_untold() {
        return Sendable::Nothing;
    }
    if !home.is_metered() {
        return Sendable::All;
    }
    match settings::get(home).map(|settings| settings.mobile_data) {
        Ok(MobileData::All) => Sendable::All,
        Ok(MobileData::Thumbnails) => Sendable::Thumbnails,
        // Money is not spent on a guess.
        Ok(MobileData::RecordsOnly) | Err(_) => Sendable::Nothing,
    }
}
