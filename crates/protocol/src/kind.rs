//! The kinds of record, by number. A number is never reused and never renumbered.

/// What a record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person took the phone.
    SessionOpen,
    /// A person laid it down.
    SessionClose,
    /// 到岗
    DutyOn,
    /// 离岗
    DutyOff,
    /// 到点打卡
    CheckIn,
    /// 隐患
    HazardReport,
    /// The phone's clock did what a clock does not do.
    ClockEvent,
    /// What the phone reports about itself.
    DeviceEvent,
    /// 护学岗记事、点名、交接、收岗
    DutyNote,
    /// 护导单
    EscortSheet,
    /// 更正
    Correction,
    /// 换班、请假申请
    RosterRequest,
    /// 总值审阅
    DayReview,
    /// 巡逻班次
    PatrolRun,
    /// 申诉说明
    Answer,
    /// A kind this build does not know; its bytes are kept and passed on untouched.
    Unknown(u16),
}

/// Numbers and words of all known kinds. 8 and 10–14 belong to the kinds that follow (docs/PROTOCOL.md).
const KINDS: [(Kind, u16, &str); 15] = [
    (Kind::SessionOpen, 1, "session_open"),
    (Kind::SessionClose, 2, "session_close"),
    (Kind::DutyOn, 3, "duty_on"),
    (Kind::DutyOff, 4, "duty_off"),
    (Kind::DutyNote, 5, "duty_note"),
    (Kind::EscortSheet, 6, "escort_sheet"),
    (Kind::CheckIn, 7, "check_in"),
    (Kind::HazardReport, 9, "hazard_report"),
    (Kind::ClockEvent, 15, "clock_event"),
    (Kind::DeviceEvent, 16, "device_event"),
    (Kind::Correction, 17, "correction"),
    (Kind::RosterRequest, 18, "roster_request"),
    (Kind::DayReview, 19, "day_review"),
    (Kind::PatrolRun, 20, "patrol_run"),
    (Kind::Answer, 21, "answer"),
];

impl Kind {
    /// Every known kind.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Unknown(number) => number,
            known => KINDS.iter().find(|(k, ..)| *k == known).map_or(0, |(_, n, _)| *n),
        }
    }

    /// Reads the number on the wire.
    #[must_use]
    pub fn from_number(number: u16) -> Self {
        KINDS.iter().find(|(_, n, _)| *n == number).map_or(Self::Unknown(number), |(k, ..)| *k)
    }

    /// The word in JSON, tables and files.
    #[must_use]
    pub fn word(self) -> &'static str {
        KINDS.iter().find(|(k, ..)| *k == self).map_or("unknown", |(.., word)| word)
    }

    /// Reads the word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|(.., w)| *w == word).map(|(k, ..)| *k)
    }
}
