//! Lays the district out from its data files: towns, agencies, which station looks after which school.

use domain::{
    agency::{Agency, AgencyKind},
    division::Division,
    ids::{AgencyId, StaffId, UnitId},
    staff::{StaffKind, StaffMember},
};

use super::{
    agency,
    district::{self, District, DivisionLine, StationLine},
    id, routes,
    school::{self, Parents},
};
use crate::{Error, defaults::WindowDefaults, error::Result};

/// The district as every machine lays it out.
pub(crate) fn district() -> Result<District> {
    let (divisions, station_lines) = district::lines()?;
    let windows = WindowDefaults::read()?;
    let towns: Vec<Agency> = divisions
        .iter()
        .map(|d| {
            agency(
                AgencyKind::TownOffice,
                &d.code,
                &format!("{}人民政府（测试）", d.name).replace("街道人民政府", "街道办事处"),
            )
        })
        .collect();
    let stations: Vec<Agency> = (1..)
        .zip(&station_lines)
        .map(|(n, line): (u32, _)| agency(AgencyKind::PoliceStation, &format!("350181{:02}0000", 50 + n), &line.name))
        .collect();
    let education = agency(AgencyKind::Education, "350181E", "福清市教育局（测试）");
    let campaign = agency(AgencyKind::CampaignOffice, "350181", "福清市护校安园行动办公室（测试）");
    let mut schools = Vec::new();
    for (division, town) in divisions.iter().zip(&towns) {
        let parents = Parents { town: town.id, education: education.id, campaign: campaign.id };
        add_schools(&mut schools, division, &parents, (&station_lines, &stations), &windows)?;
    }
    let officers = stations.iter().flat_map(officers_of).collect();
    let drives = stations.iter().map(|station| routes::of_station(station, &schools)).collect();
    let agencies = stations.iter().chain(&towns).chain([&education, &campaign]).cloned().collect();
    let divisions = divisions.into_iter().map(|d| Division { code: d.code, name: d.name }).collect();
    Ok(District { divisions, agencies, stations, towns, education, campaign, schools, officers, drives })
}

fn add_schools(
    schools: &mut Vec<school::DemoSchool>,
    division: &DivisionLine,
    parents: &Parents,
    (lines, stations): (&[StationLine], &[Agency]),
    windows: &WindowDefaults,
) -> Result<()> {
    let kinds = division.schools.by_kind();
    let in_town = kinds.iter().flat_map(|(kind, count)| (1..=*count).map(move |ordinal| (*kind, ordinal)));
    for (place_in_town, (kind, ordinal)) in in_town.enumerate() {
        let station = station_of(&division.code, place_in_town, lines, stations)?;
        let number = schools.len() + 1;
        schools.push(school::lay_out(division, (kind, ordinal), number, (parents, station), windows)?);
    }
    Ok(())
}

fn station_of(division: &str, place: usize, lines: &[StationLine], stations: &[Agency]) -> Result<AgencyId> {
    let looks_after = |line: &StationLine| {
        line.areas.iter().any(|area| area.division == division && place % area.every.max(1) == area.from)
    };
    let found = lines.iter().zip(stations).find(|(line, _)| looks_after(line));
    found.map(|(_, station)| station.id).ok_or_else(|| Error::broken(format!("no station looks after {division}")))
}

/// Four officers and two auxiliaries, numbered within their station.
fn officers_of(station: &Agency) -> Vec<StaffMember> {
    let person = |kind: StaffKind, word: &str, post: &str, n: u32| StaffMember {
        id: StaffId(id(&format!("staff/{}/{}/{n}", station.code, kind.code()))),
        name: format!("{word}{n:02}"),
        kind,
        post: post.to_owned(),
        unit: UnitId::from(station.id),
    };
    let officers = (1..=4).map(|n| person(StaffKind::Officer, "民警", if n == 1 { "副所长" } else { "社区民警" }, n));
    let auxiliaries = (1..=2).map(|n| person(StaffKind::Auxiliary, "辅警", "巡逻队员", n));
    officers.chain(auxiliaries).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn the_district_has_544_schools_in_24_towns_under_26_stations() {
        let district = district().expect("the data files are right");
        assert_eq!((district.schools.len(), district.towns.len(), district.stations.len()), (544, 24, 26));
        let codes: BTreeSet<&str> = district.schools.iter().map(|s| s.school.code.as_str()).collect();
        assert_eq!(codes.len(), 544);
        let points: BTreeSet<&str> =
            district.schools.iter().flat_map(|s| &s.points).map(|p| p.point_no.as_str()).collect();
        assert_eq!(points.len(), 544 * 4);
        let posts = district.schools.iter().map(|s| s.posts.len()).sum::<usize>();
        assert!((600..=720).contains(&posts), "about 1.2 posts a school, not {posts}");
        assert!(district.schools.iter().all(|s| s.staff.len() == 7 && !s.windows.is_empty()));
        assert_eq!(district.officers.len(), 26 * 6);
    }

    #[test]
    fn areas_of_stations_are_not_the_towns() {
        let district = district().expect("the data files are right");
        let mut stations_of_town: BTreeMap<&str, BTreeSet<AgencyId>> = BTreeMap::new();
        let mut towns_of_station: BTreeMap<AgencyId, BTreeSet<&str>> = BTreeMap::new();
        for s in &district.schools {
            stations_of_town.entry(&s.school.division_code).or_default().insert(s.station);
            towns_of_station.entry(s.station).or_default().insert(&s.school.division_code);
        }
        assert_eq!(stations_of_town.values().filter(|s| s.len() == 2).count(), 4);
        assert_eq!(towns_of_station.values().filter(|t| t.len() == 2).count(), 2);
        assert_eq!(towns_of_station.len(), 26);
    }
}
