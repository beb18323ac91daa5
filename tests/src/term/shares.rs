//! How much goes wrong with honest people's phones, as the domain study gives it (§11.1), and how much of it there was.

/// Of a hundred mornings of a phone, its wall clock is set wrong on so many, by two minutes to three days.
pub const WRONG_CLOCKS_PERCENT: u64 = 5;
/// Of a hundred fixes the system calls so many made up, though the worker is there. Only a program that asks the system
/// itself can say so; in the app's web view it is not told.
pub const MOCKED_PERCENT: u64 = 2;
/// Of a hundred fixes so many are given in GCJ-02.
pub const SHIFTED_PERCENT: u64 = 1;
/// Of a hundred times that somebody taps, the phone has no fix, as in a gatehouse of concrete.
pub const NO_FIX_PERCENT: u64 = 8;
/// Of a hundred mornings with network, it is gone on so many for one to four days.
pub const NO_NETWORK_PERCENT: u64 = 6;
/// Of a thousand mornings with network, it is gone on so many for eleven to fourteen days, so that about one record in two
/// hundred is older than ten days when it comes.
pub const LONG_WITHOUT_PERMILLE: u64 = 3;

const HOUR_MS: i64 = 3_600_000;

/// How much of it there was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shares {
    /// Mornings of phones; with a clock that was set wrong; without network.
    pub phone_days: (u32, u32, u32),
    /// Taps that asked for a fix; made up by the system's word; in GCJ-02; with none.
    pub fixes: (u32, u32, u32, u32),
    /// Deeds; that reached the server more than a day, and more than ten days later.
    pub late_arrivals: (u32, u32, u32),
}

impl Shares {
    /// A phone begins a day.
    pub(super) fn morning(&mut self, wrong_clock: bool, dark: bool) {
        self.phone_days.0 += 1;
        self.phone_days.1 += u32::from(wrong_clock);
        self.phone_days.2 += u32::from(dark);
    }

    /// What was done so long ago has come.
    pub(super) fn arrived(&mut self, after_ms: i64) {
        self.late_arrivals.0 += 1;
        self.late_arrivals.1 += u32::from(after_ms > 24 * HOUR_MS);
        self.late_arrivals.2 += u32::from(after_ms > 240 * HOUR_MS);
    }
}

impl std::fmt::Display for Shares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |part: u32, all: u32| f64::from(part) * 100.0 / f64::from(all.max(1));
        let (days, wrong, dark) = self.phone_days;
        let (taps, mocked, shifted, none) = self.fixes;
        let (deeds, day, ten) = self.late_arrivals;
        let fixes = taps - none;
        write!(
            f,
            "wrong clocks on {wrong} of {days} phone-days ({:.1} %), no network on {dark} ({:.1} %); of {fixes} fixes \
             {mocked} mocked ({:.1} %) and {shifted} in GCJ-02 ({:.1} %), {none} taps without one; of {deeds} deeds {day} \
             came after more than a day ({:.1} %), {ten} after more than ten ({:.1} %)",
            of(wrong, days),
            of(dark, days),
            of(mocked, fixes),
            of(shifted, fixes),
            of(day, deeds),
            of(ten, deeds),
        )
    }
}
