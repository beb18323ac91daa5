//! How this phone is set: one row, one patch. Beside what people chose it keeps by which code the phone was enrolled,
//! as a digest, so that the same code given twice is no mistake, and which findings about the clock people were told.

use serde::{Deserialize, Serialize};
use store::{Tx, settings};

use crate::{
    Error, Home, Tag,
    views::{Settings, SettingsPatch},
};

/// The row as it is kept; what an older version did not write is the default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    #[serde(flatten)]
    settings: Settings,
    enrolled_with: Option<String>,
    /// Place of the newest finding about the clock that people were told.
    clock_told: u64,
}

/// The settings; what nobody chose is the default.
///
/// # Errors
/// Only those of the database.
pub fn get(home: &Home) -> Result<Settings, Error> {
    home.read(|tx| Ok(read(tx)?.settings))
}

/// Changes what the patch names and keeps the rest.
///
/// # Errors
/// Only those of the database.
pub fn patch(home: &Home, patch: SettingsPatch) -> Result<Settings, Error> {
    home.write(&[Tag::Settings], |tx, _| {
        let kept = read(tx)?;
        let old = kept.settings;
        let settings = Settings {
            language: patch.language.unwrap_or(old.language),
            elder_mode: patch.elder_mode.unwrap_or(old.elder_mode),
            theme: patch.theme.unwrap_or(old.theme),
            mobile_data: patch.mobile_data.unwrap_or(old.mobile_data),
        };
        write(tx, &Kept { settings, ..kept })?;
        Ok(settings)
    })
}

/// Digest of the code the phone was enrolled by.
pub(crate) fn enrolled_with(home: &Home) -> Result<Option<String>, Error> {
    home.read(|tx| Ok(read(tx)?.enrolled_with))
}

/// Keeps the digest of the code the phone was enrolled by.
pub(crate) fn set_enrolled_with(home: &Home, digest: String) -> Result<(), Error> {
    home.write(&[], |tx, _| {
        let kept = Kept { enrolled_with: Some(digest), ..read(tx)? };
        write(tx, &kept)
    })
}

/// Place of the newest finding about the clock that people were told; 0 before the first.
pub(crate) fn clock_told(tx: &Tx<'_>) -> Result<u64, Error> {
    Ok(read(tx)?.clock_told)
}

/// Keeps that place.
pub(crate) fn set_clock_told(tx: &Tx<'_>, place: u64) -> Result<(), Error> {
    let kept = Kept { clock_told: place, ..read(tx)? };
    write(tx, &kept)
}

fn read(tx: &Tx<'_>) -> Result<Kept, Error> {
    Ok(settings::get(tx)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn write(tx: &Tx<'_>, kept: &Kept) -> Result<(), Error> {
    Ok(settings::put(tx, &serde_json::to_string(kept).unwrap_or_default())?)
}
