//! A hazard 隐患 as first reported: what, where, how bad it looks, with pictures.
//!
//! What becomes of it (registered, notice, rectified, re-inspected, closed) is the server's to say;
//! the report itself never changes.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{effort::Effort, ids::SchoolId, photo::Photo, position::Position};

/// Category 隐患类别: the groups of the inspection template (domain study §3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Category {
    /// Three letters, never renamed.
    pub code: &'static str,
    /// Chinese label.
    pub label: &'static str,
    /// English label.
    pub label_en: &'static str,
}

/// All categories, the ones a gate guard meets most first.
pub const CATEGORIES: [Category; 17] = [
    category("PHY", "物防 围墙校门", "Gate, wall, barriers"),
    category("FIR", "消防安全", "Fire safety"),
    category("GAT", "门卫管理", "Gatehouse"),
    category("SUR", "周边治安", "Surroundings"),
    category("TRF", "校车与交通", "Traffic and buses"),
    category("UTL", "水电气与特种设备", "Utilities"),
    category("BLD", "校舍建筑", "Buildings"),
    category("TEC", "技防 监控报警", "Cameras and alarms"),
    category("GRD", "人防 保安值守", "Guards on duty"),
    category("VEN", "周边摊点环境", "Stalls and street"),
    category("SPT", "体育设施与防踩踏", "Sports, crowding"),
    category("DRM", "宿舍", "Dormitories"),
    category("FOD", "食品饮水", "Food and water"),
    category("LAB", "实验室危化品", "Laboratories"),
    category("NAT", "溺水与自然灾害", "Water and weather"),
    category("MGT", "制度台账", "Rules and ledgers"),
    category("UNL", "无证机构", "Unlicensed premises"),
];

const fn category(code: &'static str, label: &'static str, label_en: &'static str) -> Category {
    Category { code, label, label_en }
}

/// The category with this code, upper or lower case.
#[must_use]
pub fn find_category(code: &str) -> Option<&'static Category> {
    CATEGORIES.iter().find(|c| c.code.eq_ignore_ascii_case(code.trim()))
}

/// How bad it looks to the reporter; `major` itself is for leaders to confirm (domain study §3.5).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SuspectedSeverity {
    /// 一般
    #[n(0)]
    General,
    /// 可能重大
    #[n(1)]
    SuspectedMajor,
}

impl SuspectedSeverity {
    /// The code word used in JSON and tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::SuspectedMajor => "suspected_major",
        }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HazardReport {
    /// At which school.
    #[n(0)]
    pub school_id: SchoolId,
    /// Code of one of [`CATEGORIES`]; kept as text so that a later list still reads old records.
    #[n(1)]
    pub category: String,
    /// What is wrong, at most [`crate::limits::HAZARD_CHARS_MAX`] characters.
    #[n(2)]
    pub text: String,
    /// How bad it looks.
    #[n(3)]
    pub severity: SuspectedSeverity,
    /// Where the phone was.
    #[n(4)]
    pub position: Option<Position>,
    /// Pictures, at most [`crate::limits::HAZARD_PHOTOS_MAX`].
    #[n(5)]
    pub photos: Vec<Photo>,
    /// What it cost.
    #[n(6)]
    pub effort: Option<Effort>,
}
