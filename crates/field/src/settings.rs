//! How this phone is set: one row, one patch.

use store::settings;

use crate::{
    Error, Home, Tag,
    views::{Settings, SettingsPatch},
};

/// The settings; what an older version wrote or nobody chose is the default.
///
/// # Errors
/// Only those of the database.
pub fn get(home: &Home) -> Result<Settings, Error> {
    home.read(|tx| Ok(read(settings::get(tx)?)))
}

/// Changes what the patch names and keeps the rest.
///
/// # Errors
/// Only those of the database.
pub fn patch(home: &Home, patch: SettingsPatch) -> Result<Settings, Error> {
    home.write(&[Tag::Settings], |tx, _| {
        let old = read(settings::get(tx)?);
        let new = Settings {
            language: patch.language.unwrap_or(old.language),
            elder_mode: patch.elder_mode.unwrap_or(old.elder_mode),
            theme: patch.theme.unwrap_or(old.theme),
            mobile_data: patch.mobile_data.unwrap_or(old.mobile_data),
        };
        settings::put(tx, &serde_json::to_string(&new).unwrap_or_default())?;
        Ok(new)
    })
}

fn read(stored: Option<String>) -> Settings {
    stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
