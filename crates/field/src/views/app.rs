//! The frame around all pages: which page to show, who I am, how I like it.

use domain::{Problem, time::UtcMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Person;

/// Which page the app opens with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The phone belongs to nobody yet: type or paste a code.
    Enroll,
    /// Enrolled, nobody signed in: choose the own name.
    Who,
    /// Somebody is signed in.
    Home,
}

/// Where the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// A computer's window.
    Desktop,
    /// A phone or tablet.
    Mobile,
}

/// The frame around all pages.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// Which page to open with.
    pub phase: Phase,
    /// The organization, once enrolled.
    pub org: Option<String>,
    /// The school or station the phone belongs to.
    pub place: Option<String>,
    /// The phone's short number.
    pub device_no: Option<String>,
    /// Who is signed in.
    pub me: Option<Person>,
    /// Settings of this phone.
    pub settings: Settings,
    /// Where it sends to.
    pub server_url: Option<String>,
    /// Where the program runs.
    pub platform: Platform,
    /// Version of the app.
    pub version: String,
    /// What the person is to be told since the app was opened.
    pub told: Option<Problem>,
}

/// Language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Language {
    /// Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

/// Colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What may go over mobile data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum MobileData {
    /// Everything.
    #[default]
    All,
    /// Records and thumbnails; pictures wait for Wi-Fi.
    Thumbnails,
    /// Records only; pictures wait for Wi-Fi.
    RecordsOnly,
}

/// How this phone is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Language of the pages.
    pub language: Language,
    /// Three large buttons and nothing else.
    pub elder_mode: bool,
    /// Colors.
    pub theme: Theme,
    /// What may go over mobile data.
    pub mobile_data: MobileData,
}

/// Those settings that are to change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields)]
pub struct SettingsPatch {
    /// Language of the pages.
    pub language: Option<Language>,
    /// Three large buttons and nothing else.
    pub elder_mode: Option<bool>,
    /// Colors.
    pub theme: Option<Theme>,
    /// What may go over mobile data.
    pub mobile_data: Option<MobileData>,
}

/// What was read from a typed, pasted or scanned enrollment code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EnrollCode {
    /// The server, when the text named it.
    pub server: Option<String>,
    /// The code in its four groups.
    pub code: String,
}

/// What stands on the page 关于.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Version of the app.
    pub version: String,
    /// The phone's short number, or nothing before enrollment.
    pub device: Option<String>,
    /// The stream its records stand in.
    pub stream: Option<String>,
    /// Where it sends to.
    pub server_url: Option<String>,
    /// Bytes of the database file.
    pub db_bytes: u64,
    /// Records on this phone, sent or not.
    pub records: u64,
    /// Pictures on this phone.
    pub photos: u64,
    /// Bytes of the picture folder.
    pub photo_bytes: u64,
    /// Last moment the server answered.
    pub last_contact_ms: Option<UtcMs>,
}
