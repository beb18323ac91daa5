//! What does not fit together in what one phone recorded 存疑: questions for a person to look at, never a verdict.
//!
//! Each rule gives the worker the benefit of what is not known: a clock that is known to a minute may be wrong by that
//! minute, a fix that is good to fifty meters may be off by fifty. Nothing here refuses a record, punishes or ranks
//! anybody; a finding is shown with its evidence, the worker is asked, and somebody decides.

mod rules;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{BootId, PointId, PostId, RecordId, StaffId},
    live_scan,
    photo::Digest,
    position::{Place, Position},
    presence::LiveReading,
    time::{TimeInterval, UtcMs},
};

pub use rules::look;

/// A wall clock that nobody has set for days may be wrong by this much, and nobody is asked about a code for it.
const WALL_MS: i64 = 10 * 60_000;

/// What was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Two places in less time than anybody needs.
    ImpossibleSpeed,
    /// Good fixes that agree to the last digit, again and again.
    SameCoordinates,
    /// One picture under two records: the same file, or what was made of the same file.
    PhotoReused,
    /// One picture of a tag, read for two records.
    TagImageReused,
    /// Tags of far points read within seconds.
    ScanBurst,
    /// The phone's clock was set back while it ran.
    ClockSetBack,
    /// The system said that the fix is made up.
    MockPosition,
    /// The fix looks like one of another coordinate system.
    CrsSuspect,
    /// A print of the tag that was replaced since.
    RetiredTag,
    /// A code that is not this point's.
    ForeignTag,
    /// Far points, visited by a phone that lay in one place.
    ParkedPhone,
    /// The point's own tag, read where the point is not: somebody has a picture of it.
    TagElsewhere,
    /// Somebody came on duty, and the phone was nowhere near the post.
    AwayFromPost,
    /// The gate's own live code, but not read while its screen showed it: passed on, or kept.
    LiveStale,
    /// A live code that is not this gate's.
    LiveInvalid,
    /// Less proof than the point asks for.
    LowProof,
    /// The time is known by the phone's wall clock alone.
    ClockUnsure,
}

impl Doubt {
    /// Whether other phones' records may speak for it.
    #[must_use]
    pub fn is_of_a_picture(self) -> bool {
        matches!(self, Self::PhotoReused | Self::TagImageReused)
    }

    /// The code word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ImpossibleSpeed => "impossible_speed",
            Self::SameCoordinates => "same_coordinates",
            Self::PhotoReused => "photo_reused",
            Self::TagImageReused => "tag_image_reused",
            Self::ScanBurst => "scan_burst",
            Self::ClockSetBack => "clock_set_back",
            Self::MockPosition => "mock_position",
            Self::CrsSuspect => "crs_suspect",
            Self::RetiredTag => "retired_tag",
            Self::ForeignTag => "foreign_tag",
            Self::ParkedPhone => "parked_phone",
            Self::TagElsewhere => "tag_elsewhere",
            Self::AwayFromPost => "away_from_post",
            Self::LiveStale => "live_stale",
            Self::LiveInvalid => "live_invalid",
            Self::LowProof => "low_proof",
            Self::ClockUnsure => "clock_unsure",
        }
    }
}

/// What the code read at a point was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagSeen {
    /// None was read.
    #[default]
    None,
    /// The point's own, as it hangs there.
    Own,
    /// The point's own, of an earlier print.
    Retired,
    /// Something else.
    Foreign,
}

/// What became of the live code that was read, as far as these rules look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveSeen {
    /// None was read.
    #[default]
    None,
    /// Not this gate's.
    Foreign,
    /// This gate's own.
    Own(LiveTimes),
}

/// When a live code was shown, and when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveTimes {
    /// What the server made of it when the record came.
    pub reading: LiveReading,
    /// First and last moment at which the screen showed it.
    pub shown: (UtcMs, UtcMs),
    /// When it was read, by all that is known now but for the code itself.
    pub read: TimeInterval,
    /// What the phone's wall clock showed then.
    pub wall: UtcMs,
}

impl LiveTimes {
    /// How long after it was shown (or before) it was read, if no doubt about the clocks explains that.
    fn apart(&self) -> Option<i64> {
        let (from, to) = self.shown;
        let outside = |earliest: UtcMs, latest: UtcMs| from.since(latest).max(earliest.since(to)).max(0);
        let proven = outside(self.read.lo, self.read.hi);
        // Where nothing but the code tells the time, the wall clock is all there is to compare it with.
        let by_the_wall = match self.read.quality.is_known() {
            true => 0,
            false => outside(self.wall, self.wall) - WALL_MS,
        };
        let best = if self.read.quality.is_known() { self.read.best } else { self.wall };
        let stale = self.reading == LiveReading::Stale || proven.max(by_the_wall) > live_scan::STALE_MS;
        stale.then(|| outside(best, best))
    }
}

/// What a picture was taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pictured {
    /// What was found.
    Found,
    /// A tag, to read it.
    Tag,
}

impl Pictured {
    fn reused(self) -> Doubt {
        match self {
            Self::Found => Doubt::PhotoReused,
            Self::Tag => Doubt::TagImageReused,
        }
    }
}

/// A picture that a record was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureUse {
    /// What it was taken of.
    pub of: Pictured,
    /// Digest of the file.
    pub digest: Digest,
    /// The record.
    pub record_id: RecordId,
    /// When that was.
    pub at: UtcMs,
}

/// What sort of record it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Somebody did something.
    #[default]
    Deed,
    /// Somebody signed in or out.
    Session,
    /// The phone noticed something about its clock.
    ClockNotice,
    /// The phone noticed something else about itself.
    DeviceNotice,
}

/// Where somebody was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A must-patrol point.
    Point(PointId),
    /// A duty post.
    Post(PostId),
}

/// The point of a visit or the post of a coming, as it was judged then.
#[derive(Clone, Copy, Debug)]
pub struct Visited {
    /// Which.
    pub spot: Spot,
    /// Where it is.
    pub place: Place,
    /// The radius that counts as being there.
    pub radius_m: u32,
}

/// One record of a phone, as far as these rules look at it.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The record.
    pub record_id: RecordId,
    /// What sort.
    pub sort: Sort,
    /// Who.
    pub staff_id: Option<StaffId>,
    /// Of a visit: the point; of a coming: the post.
    pub point: Option<Visited>,
    /// Where the phone says it was.
    pub position: Option<Position>,
    /// What was read there.
    pub tag: TagSeen,
    /// The point of a school whose tag was read at a post; nothing when it is the visited point itself.
    pub tag_at: Option<Visited>,
    /// Digest of the picture that the tag was read in.
    pub tag_image: Option<Digest>,
    /// The live code that was read there.
    pub live: LiveSeen,
    /// Of a visit: less is proven than the point asks for.
    pub low_proof: bool,
    /// Digests of its pictures, and of the files that they were made of.
    pub photos: Vec<Digest>,
    /// When it was.
    pub time: TimeInterval,
    /// The start of the phone it belongs to.
    pub boot_id: BootId,
    /// The boot clock.
    pub boot_ms: u64,
    /// The wall clock.
    pub wall: UtcMs,
    /// The worker stated the time afterwards, so that clocks and places of two records say nothing about each other.
    pub stated: bool,
}

impl Trace {
    /// The pictures it was made with.
    pub fn pictures(&self) -> impl Iterator<Item = PictureUse> {
        let used = move |of, digest: &Digest| PictureUse {
            of,
            digest: *digest,
            record_id: self.record_id,
            at: self.time.best,
        };
        let photos = self.photos.iter().map(move |digest| used(Pictured::Found, digest));
        photos.chain(self.tag_image.iter().map(move |digest| used(Pictured::Tag, digest)))
    }

    /// Where the tag hangs that was read.
    fn scanned(&self) -> Option<Visited> {
        let read = matches!(self.tag, TagSeen::Own | TagSeen::Retired);
        self.tag_at.or(self.point).filter(|_| read)
    }

    fn visited_point(&self) -> Option<Visited> {
        self.point.filter(|it| matches!(it.spot, Spot::Point(_)))
    }
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub doubt: Doubt,
    /// The record it is about: the later of two, the first of many.
    pub record_id: RecordId,
    /// The others that speak.
    pub others: Vec<RecordId>,
    /// Whole meters, if it is about a way.
    pub meters: Option<u64>,
    /// Milliseconds, if it is about a time.
    pub ms: Option<i64>,
}

impl Finding {
    fn of(doubt: Doubt, record_id: RecordId) -> Self {
        Self { doubt, record_id, others: Vec::new(), meters: None, ms: None }
    }
}

#[cfg(test)]
mod tests;
