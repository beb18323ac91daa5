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
    /// A kind this build does not know; its bytes are kept and passed on untouched.
    Unknown(u16),
}

/// Numbers and words of all known kinds. 5, 6, 8, 10–14 and 17 belong to the kinds that follow (docs/PROTOCOL.md).
const KINDS: [(Kind, u16, &str); 8] = [
    (Kind::SessionOpen, 1, "session_open"),
    (Kind::SessionClose, 2, "session_close"),
    (Kind::DutyOn, 3, "duty_on"),
    (Kind::DutyOff, 4, "duty_off"),
    (Kind::CheckIn, 7, "check_in"),
    (Kind::HazardReport, 9, "hazard_report"),
    (Kind::ClockEvent, 15, "clock_event"),
    (Kind::DeviceEvent, 16, "device_event"),
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
