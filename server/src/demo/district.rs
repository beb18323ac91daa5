//! What the data files say, and the district they are made into.

use domain::{
    agency::Agency,
    division::Division,
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

#[derive(Deserialize)]
struct Divisions {
    division: Vec<DivisionLine>,
}

#[derive(Deserialize)]
struct Stations {
    station: Vec<StationLine>,
}

/// Reads the data files that are built into the program.
pub(crate) fn lines() -> Result<(Vec<DivisionLine>, Vec<StationLine>)> {
    let broken = |e: toml::de::Error| Error::broken(format!("demo data: {e}"));
    let divisions: Divisions = toml::from_str(include_str!("../../demo/divisions.toml")).map_err(broken)?;
    let stations: Stations = toml::from_str(include_str!("../../demo/stations.toml")).map_err(broken)?;
    Ok((divisions.division, stations.station))
}
