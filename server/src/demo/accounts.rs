//! Accounts of the demo district: the city, the bureau, each town and station, and safety officer
//! and head of the first school of each town.

use domain::{ids::UnitId, role::Role};

use super::district::District;
use crate::tables::accounts::Account;

/// An account to be.
pub(crate) struct DemoAccount {
    pub(crate) name: String,
    pub(crate) label: String,
    role: Role,
    scope: &'static str,
    unit: UnitId,
}

impl DemoAccount {
    /// Its row. All demo accounts share one public password, so they may share one hash.
    pub(crate) fn row(self, password_hash: &str) -> Account {
        Account {
            name: self.name,
            label: self.label,
            role: self.role,
            scope: self.scope.to_owned(),
            unit: self.unit,
            password_hash: password_hash.to_owned(),
        }
    }
}

/// All accounts, the widest first.
pub(crate) fn plan(district: &District) -> Vec<DemoAccount> {
    let one =
        |name: String, label: &str, role, scope, unit| DemoAccount { name, label: label.to_owned(), role, scope, unit };
    let mut accounts = vec![
        one("city01".into(), &district.campaign.name, Role::CityOffice, "city", district.campaign.id.into()),
        one("edu01".into(), &district.education.name, Role::EduStaff, "edu", district.education.id.into()),
    ];
    let towns = (1..).zip(&district.towns);
    accounts.extend(
        towns.map(|(n, town): (u32, _)| one(format!("town{n:02}"), &town.name, Role::TownInfo, "town", town.id.into())),
    );
    let stations = (1..).zip(&district.stations);
    accounts.extend(stations.map(|(n, station): (u32, _)| {
        one(format!("station{n:02}"), &station.name, Role::StationInfo, "station", station.id.into())
    }));
    let stations = (1..).zip(&district.stations);
    accounts.extend(stations.map(|(n, station): (u32, _)| {
        one(format!("leader{n:02}"), &station.name, Role::StationLeader, "station", station.id.into())
    }));
    let first_schools = district.towns.iter().filter_map(|town| district.schools.iter().find(|s| s.town == town.id));
    let firsts: Vec<_> = first_schools.collect();
    for (word, role) in [("school", Role::SchoolSafety), ("head", Role::SchoolHead)] {
        accounts.extend((1..).zip(&firsts).map(|(n, it): (u32, _)| {
            one(format!("{word}{n:02}"), &it.school.name, role, "school", it.school.id.into())
        }));
    }
    accounts
}
