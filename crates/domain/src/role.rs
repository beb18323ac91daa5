//! Who may see what on the dashboard: a role and the scope it looks over (domain study §9).
//!
//! §9 has no column of its own for a station's clerk 内勤: who sits there enters what the leader answers for, and does not
//! approve what people ask for. Where §9 gives the city office a reader's part (shifts, visits, points, rosters), it reads.

use serde::{Deserialize, Serialize};

use crate::{patrol_point::PointKind, roster::Side};

/// Which points of their schools somebody sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointReach {
    /// All of them.
    All,
    /// Key positions inside the school; what the police walk to is theirs.
    Inside,
}

impl PointReach {
    /// Whether it takes in a point of this kind.
    #[must_use]
    pub fn covers(self, kind: PointKind) -> bool {
        self == Self::All || kind == PointKind::KeyPosition
    }
}

/// Whose phones somebody may suspend, revoke and activate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneReach {
    /// Those of the schools they look over, and their own.
    Schools,
    /// Those of their own office.
    Own,
}

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

    /// The school itself and its station: H and L of the tables.
    fn is_school_or_station(self) -> bool {
        matches!(self, Self::SchoolHead | Self::SchoolSafety | Self::StationInfo | Self::StationLeader)
    }

    /// Whether they may cancel a shift, give the reason why one was missed, or close one that closed by itself.
    #[must_use]
    pub fn may_decide_shifts(self) -> bool {
        self.is_school_or_station()
    }

    /// Whether they may confirm a day of the escort team, or send it back 总值审阅: the school, whose head of the day signs on
    /// a phone otherwise, and the bureau that answers for its schools. Station and town look on.
    #[must_use]
    pub fn may_review_days(self) -> bool {
        matches!(self, Self::SchoolHead | Self::SchoolSafety | Self::EduStaff)
    }

    /// Whether they may ask about records and decide what is believed (§7.2: reviewer L or H).
    #[must_use]
    pub fn may_rule(self) -> bool {
        self.is_school_or_station()
    }

    /// Whose phones they may suspend, revoke and activate: whoever hears first that one is lost.
    #[must_use]
    pub fn stops_phones(self) -> PhoneReach {
        if self == Self::TownInfo { PhoneReach::Own } else { PhoneReach::Schools }
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

    /// Whether they may add pictures to a hazard of their schools: whoever may report one, answer one or look at it again (the
    /// rows `hazard: report`, `reply` and `re-inspection`). That is all who sit here now; a role that only counts or audits
    /// has to be decided when it comes.
    #[must_use]
    pub fn may_attach_pictures(self) -> bool {
        match self {
            Self::SchoolHead
            | Self::SchoolSafety
            | Self::StationInfo
            | Self::StationLeader
            | Self::TownInfo
            | Self::EduStaff
            | Self::CityOffice => true,
        }
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

    /// Which points of their schools they set: the station all of them, a school those inside it.
    #[must_use]
    pub fn sets_points(self) -> Option<PointReach> {
        match self {
            Self::StationInfo | Self::StationLeader => Some(PointReach::All),
            Self::SchoolHead | Self::SchoolSafety => Some(PointReach::Inside),
            Self::TownInfo | Self::EduStaff | Self::CityOffice => None,
        }
    }

    /// Whether they may set a point of this kind.
    #[must_use]
    pub fn may_set_point(self, kind: PointKind) -> bool {
        self.sets_points().is_some_and(|reach| reach.covers(kind))
    }

    /// Whether they may print tags of their schools' points, and set the routes by which people walk there.
    #[must_use]
    pub fn may_set_routes(self) -> bool {
        self.is_school_or_station()
    }

    /// Whether they may set the posts of their schools: the school at its gate, and its station (§6.3: set by the leader,
    /// proposed by the school; either may here, and the audit log says who did).
    #[must_use]
    pub fn may_set_posts(self) -> bool {
        self.is_school_or_station()
    }

    /// Reads the code word back.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// §9, row by row, for those roles that sit at the dashboard; `true` where the table has more than R.
    #[test]
    fn each_role_may_what_the_table_says() {
        use Role::{CityOffice, EduStaff, SchoolHead, SchoolSafety, StationInfo, StationLeader, TownInfo};
        let of = |may: &dyn Fn(Role) -> bool| Role::ALL.into_iter().filter(|role| may(*role)).collect::<Vec<_>>();
        let school_and_station = [SchoolHead, SchoolSafety, StationInfo, StationLeader];
        assert_eq!(of(&|it| it.plans().is_some()), school_and_station, "duty roster");
        assert_eq!(of(&|it| it.decides_requests().is_some()), [SchoolHead, SchoolSafety, StationLeader]);
        assert_eq!(of(&Role::may_decide_shifts), school_and_station, "duty shift");
        assert_eq!(of(&|it| it.may_set_point(PointKind::Perimeter)), [StationInfo, StationLeader], "patrol point");
        assert_eq!(of(&|it| it.may_set_point(PointKind::KeyPosition)), school_and_station, "inside points");
        assert_eq!(of(&Role::may_rule), school_and_station, "patrol visit");
        assert_eq!(of(&Role::may_review_days), [SchoolHead, SchoolSafety, EduStaff], "escort log");
        assert_eq!(of(&|it| it.stops_phones() == PhoneReach::Own), [TownInfo], "devices: a town its own");
        assert_eq!(of(&Role::may_attach_pictures), Role::ALL, "hazard: report, reply, re-inspection");
        assert_eq!(of(&Role::keeps_school_days), [SchoolHead, SchoolSafety, EduStaff, CityOffice]);
    }
}
