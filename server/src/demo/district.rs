//! What the data files say, and the district they are made into.

use std::collections::BTreeMap;

use domain::{
    agency::Agency,
    division::Division,
    duty_window::WindowKind,
    patrol_route::PatrolRoute,
    school::{LocalityKind, SchoolKind},
    staff::StaffMember,
};
use serde::Deserialize;

use super::school::DemoSchool;
use crate::{Error, error::Result};

/// The whole district.
pub(crate) struct District {
    pub(crate) divisions: Vec<Division>,
    pub(crate) agencies: Vec<Agency>,
    pub(crate) stations: Vec<Agency>,
    pub(crate) towns: Vec<Agency>,
    pub(crate) education: Agency,
    pub(crate) campaign: Agency,
    pub(crate) schools: Vec<DemoSchool>,
    pub(crate) officers: Vec<StaffMember>,
    /// A patrol route of each station.
    pub(crate) drives: Vec<PatrolRoute>,
}

/// A line of `divisions.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct DivisionLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) locality: LocalityKind,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) schools: Counts,
}

/// Schools of a town by kind.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub(crate) struct Counts {
    kindergarten: u32,
    primary: u32,
    teaching_point: u32,
    junior: u32,
    senior: u32,
    vocational: u32,
    special: u32,
}

impl Counts {
    /// Kinds with their number, primary schools first: the first school of a town is one with all windows.
    pub(crate) fn by_kind(&self) -> [(SchoolKind, u32); 7] {
        [
            (SchoolKind::Primary, self.primary),
            (SchoolKind::Kindergarten, self.kindergarten),
            (SchoolKind::Junior, self.junior),
            (SchoolKind::Senior, self.senior),
            (SchoolKind::TeachingPoint, self.teaching_point),
            (SchoolKind::Vocational, self.vocational),
            (SchoolKind::Special, self.special),
        ]
    }
}

/// A line of `stations.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct StationLine {
    pub(crate) name: String,
    pub(crate) areas: Vec<Area>,
}

/// Which schools of a town.
#[derive(Debug, Deserialize)]
pub(crate) struct Area {
    pub(crate) division: String,
    pub(crate) every: usize,
    pub(crate) from: usize,
}

/// A window of `windows.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct WindowLine {
    pub(crate) kind: WindowKind,
    start: String,
    end: String,
    days: Vec<u8>,
}

impl WindowLine {
    /// Minutes of the day at which it starts and ends.
    pub(crate) fn minutes(&self) -> Result<(u16, u16)> {
        Ok((minute(&self.start)?, minute(&self.end)?))
    }

    /// Bit 0 = Monday … bit 6 = Sunday.
    pub(crate) fn weekdays(&self) -> u8 {
        self.days.iter().filter(|day| (1..=7).contains(*day)).fold(0, |bits, day| bits | 1 << (day - 1))
    }
}

fn minute(clock: &str) -> Result<u16> {
    let read = clock.split_once(':').and_then(|(h, m)| Some(h.parse::<u16>().ok()? * 60 + m.parse::<u16>().ok()?));
    read.ok_or_else(|| Error::broken(format!("{clock:?} is no time of day")))
}

/// Windows by kind of school.
pub(crate) type Windows = BTreeMap<String, WindowsOfKind>;

/// The windows of one kind.
#[derive(Debug, Deserialize)]
pub(crate) struct WindowsOfKind {
    pub(crate) windows: Vec<WindowLine>,
}

#[derive(Deserialize)]
struct Divisions {
    division: Vec<DivisionLine>,
}

#[derive(Deserialize)]
struct Stations {
    station: Vec<StationLine>,
}

/// Reads the three data files that are built into the program.
pub(crate) fn lines() -> Result<(Vec<DivisionLine>, Vec<StationLine>, Windows)> {
    let broken = |e: toml::de::Error| Error::broken(format!("demo data: {e}"));
    let divisions: Divisions = toml::from_str(include_str!("../../demo/divisions.toml")).map_err(broken)?;
    let stations: Stations = toml::from_str(include_str!("../../demo/stations.toml")).map_err(broken)?;
    let windows: Windows = toml::from_str(include_str!("../../demo/windows.toml")).map_err(broken)?;
    Ok((divisions.division, stations.station, windows))
}
