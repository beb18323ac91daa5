//! Who may see what on the dashboard: a role and the scope it looks over (domain study §9).

use serde::{Deserialize, Serialize};

use crate::roster::Side;

/// A role of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 校长（园长）
    SchoolHead,
    /// 学校安全员
    SchoolSafety,
    /// 派出所内勤
    StationInfo,
    /// 所长
    StationLeader,
    /// 镇街信息专人
    TownInfo,
    /// 教育局安全科
    EduStaff,
    /// 市行动办
    CityOffice,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::SchoolHead,
        Self::SchoolSafety,
        Self::StationInfo,
        Self::StationLeader,
        Self::TownInfo,
        Self::EduStaff,
        Self::CityOffice,
    ];

    /// The code word in tables and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SchoolHead => "school_head",
            Self::SchoolSafety => "school_safety",
            Self::StationInfo => "station_info",
            Self::StationLeader => "station_leader",
            Self::TownInfo => "town_info",
            Self::EduStaff => "edu_staff",
            Self::CityOffice => "city_office",
        }
    }

    /// The Chinese name of the post.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::SchoolHead => "校长（园长）",
            Self::SchoolSafety => "学校安全员",
            Self::StationInfo => "派出所内勤",
            Self::StationLeader => "派出所所长",
            Self::TownInfo => "镇街信息专人",
            Self::EduStaff => "教育局安全科",
            Self::CityOffice => "市行动办",
        }
    }

    /// Whether they may cancel a shift or give the reason why one was missed: the school itself and its station.
    #[must_use]
    pub fn may_decide_shifts(self) -> bool {
        matches!(self, Self::SchoolSafety | Self::StationInfo | Self::StationLeader | Self::CityOffice)
    }

    /// Whether they may ask about records and decide what is believed.
    #[must_use]
    pub fn may_rule(self) -> bool {
        matches!(self, Self::SchoolSafety | Self::StationInfo | Self::StationLeader | Self::CityOffice)
    }

    /// Whether they may suspend, revoke and activate phones of their schools: whoever hears first that one is lost.
    #[must_use]
    pub fn may_stop_phones(self) -> bool {
        matches!(
            self,
            Self::SchoolHead | Self::SchoolSafety | Self::StationInfo | Self::StationLeader | Self::CityOffice
        )
    }

    /// Whose people they plan, change and publish; `None`: they look on.
    #[must_use]
    pub fn plans(self) -> Option<Side> {
        match self {
            Self::SchoolHead | Self::SchoolSafety => Some(Side::School),
            Self::StationInfo | Self::StationLeader => Some(Side::Police),
            Self::TownInfo | Self::EduStaff | Self::CityOffice => None,
        }
    }

    /// Whose requests for a swap or leave they decide: a school's its head or safety officer, a station's its leader.
    #[must_use]
    pub fn decides_requests(self) -> Option<Side> {
        self.plans().filter(|_| self != Self::StationInfo)
    }

    /// Whether they keep the calendar and the windows of the schools they look over.
    #[must_use]
    pub fn keeps_school_days(self) -> bool {
        matches!(self, Self::SchoolHead | Self::SchoolSafety | Self::EduStaff | Self::CityOffice)
    }

    /// Whether they keep the calendar of the whole district.
    #[must_use]
    pub fn keeps_district_days(self) -> bool {
        matches!(self, Self::EduStaff | Self::CityOffice)
    }

    /// Whether they may stop classes because of the weather, in the schools they look over.
    #[must_use]
    pub fn may_stop_classes(self) -> bool {
        self.keeps_school_days() || self == Self::TownInfo
    }

    /// Whether they may say what is asked of the pictures that phones take: an office of its own phones, and who keeps the
    /// days of several schools of all of theirs.
    #[must_use]
    pub fn may_rule_pictures(self) -> bool {
        self.keeps_school_days() || matches!(self, Self::StationInfo | Self::StationLeader)
    }

    /// Whether they may take away a picture without a watermark: those who keep it as evidence.
    #[must_use]
    pub fn may_take_originals(self) -> bool {
        matches!(self, Self::StationInfo | Self::StationLeader | Self::CityOffice)
    }

    /// Whether they may read who looked at what: who answers for the accounts of an office.
    #[must_use]
    pub fn may_read_audit(self) -> bool {
        matches!(self, Self::SchoolHead | Self::StationLeader | Self::EduStaff | Self::CityOffice)
    }

    /// Whether that includes the accounts of the schools they look over: the bureau answers for its schools, a station does
    /// not.
    #[must_use]
    pub fn answers_for_schools(self) -> bool {
        matches!(self, Self::EduStaff | Self::CityOffice)
    }

    /// Whether they may set points, routes and tags of their schools: whoever walks there, and the city office.
    #[must_use]
    pub fn may_set_points(self) -> bool {
        matches!(self, Self::SchoolSafety | Self::StationInfo | Self::StationLeader | Self::CityOffice)
    }

    /// Reads the code word back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}
