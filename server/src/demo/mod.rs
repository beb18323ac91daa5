//! The demo district: 24 towns and streets, 544 synthetic schools, numbered people, and accounts for the dashboard.
//!
//! Everything is computed from data files and fixed names, so that every machine gets the same district with the
//! same ids. Loading it again changes nothing. Nobody in it exists.

mod accounts;
mod district;
mod plan;
mod random;
mod roster;
mod routes;
mod school;

use domain::{
    agency::Agency,
    ids::{SchoolId, UnitId},
    patrol_route::PatrolRoute,
    staff::StaffMember,
};
use protocol::Entity;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    db::{Conn, Database},
    error::Result,
    feed, sign_in,
    tables::{
        accounts as accounts_table, agencies, divisions, escort_routes, jurisdictions,
        jurisdictions::{Function, Jurisdiction},
        patrol_routes, points, posts, schools, settings, staff, windows,
    },
};
use accounts::DemoAccount;
use district::District;
use school::DemoSchool;

/// The password of every demo account. It is public; nothing real may be kept in a demo district.
pub(crate) const PASSWORD: &str = "huxiao-demo";

/// Set once the district is loaded; the value names its edition.
const LOADED: &str = "demo_district";
const EDITION: &str = "fuqing-1";
/// Set once it has calendars and rosters; a district that was loaded by an earlier program gets them later.
const ROSTERED: &str = "demo_rosters";

/// What was loaded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Loaded {
    pub(crate) schools: usize,
    pub(crate) password: String,
    pub(crate) accounts: Vec<SignInName>,
}

/// One account to sign in with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SignInName {
    pub(crate) name: String,
    pub(crate) label: String,
}

/// Loads the district, or finds it loaded.
pub(crate) async fn load(db: &Database) -> Result<Loaded> {
    let district = plan::district()?;
    let accounts = accounts::plan(&district);
    let loaded = Loaded {
        schools: district.schools.len(),
        password: PASSWORD.to_owned(),
        accounts: accounts.iter().map(|a| SignInName { name: a.name.clone(), label: a.label.clone() }).collect(),
    };
    let mut tx = db.begin().await?;
    if settings::get(&mut tx, LOADED).await?.is_none() {
        load_district(&mut tx, &district, accounts).await?;
    }
    if settings::get(&mut tx, ROSTERED).await?.is_none() {
        roster::load(&mut tx, &district).await?;
        settings::put(&mut tx, ROSTERED, EDITION).await?;
    }
    tx.commit().await?;
    Ok(loaded)
}

async fn load_district(conn: &mut Conn, district: &District, accounts: Vec<DemoAccount>) -> Result<()> {
    insert_tables(conn, district).await?;
    for school in &district.schools {
        feed::publish(conn, school.school.id.into(), &school.entities()).await?;
    }
    for agency in &district.agencies {
        let people = district.officers.iter().filter(|officer| officer.unit == UnitId::from(agency.id));
        let mut entities = vec![Entity::Agency(agency.clone())];
        entities.extend(people.cloned().map(Entity::Staff));
        let drives = district.drives.iter().filter(|drive| drive.unit_id == UnitId::from(agency.id));
        entities.extend(drives.cloned().map(Entity::PatrolRoute));
        feed::publish(conn, agency.id.into(), &entities).await?;
    }
    let hash = sign_in::hash_password(PASSWORD)?;
    let rows: Vec<_> = accounts.into_iter().map(|account| account.row(&hash)).collect();
    accounts_table::insert(conn, &rows).await?;
    settings::put(conn, LOADED, EDITION).await
}

async fn insert_tables(conn: &mut Conn, district: &District) -> Result<()> {
    let all = &district.schools;
    divisions::insert(conn, &district.divisions).await?;
    agencies::insert(conn, &district.agencies).await?;
    schools::insert(conn, &all.iter().map(|s| s.school.clone()).collect::<Vec<_>>()).await?;
    posts::insert(conn, &all.iter().flat_map(|s| s.posts.clone()).collect::<Vec<_>>()).await?;
    windows::insert(conn, &all.iter().flat_map(|s| s.windows.clone()).collect::<Vec<_>>()).await?;
    escort_routes::put(conn, &all.iter().flat_map(|s| s.escort_routes.clone()).collect::<Vec<_>>()).await?;
    let walks: Vec<PatrolRoute> = all.iter().map(|s| s.patrol_route.clone()).chain(district.drives.clone()).collect();
    patrol_routes::put(conn, &walks).await?;
    points::insert(conn, &all.iter().flat_map(|s| s.points.clone()).collect::<Vec<_>>()).await?;
    let people: Vec<StaffMember> =
        all.iter().flat_map(|s| s.staff.clone()).chain(district.officers.iter().cloned()).collect();
    staff::insert(conn, &people).await?;
    let reach: Vec<Jurisdiction> = all.iter().flat_map(reach_of).collect();
    jurisdictions::insert(conn, &reach).await
}

/// Who looks over a school: itself and its parents.
fn reach_of(it: &DemoSchool) -> [Jurisdiction; 5] {
    let school: SchoolId = it.school.id;
    let row = |unit: UnitId, function| Jurisdiction { unit, function, school };
    [
        row(school.into(), Function::Own),
        row(it.station.into(), Function::Police),
        row(it.town.into(), Function::Town),
        row(it.education.into(), Function::Education),
        row(it.campaign.into(), Function::Campaign),
    ]
}

/// The id of a thing of the demo district: the same on every machine.
fn id(path: &str) -> Uuid {
    let digest = protocol::sha256(&[b"huxiao-demo-1/", path.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// An agency of the district.
fn agency(kind: domain::agency::AgencyKind, code: &str, name: &str) -> Agency {
    Agency {
        id: domain::ids::AgencyId(id(&format!("agency/{code}"))),
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
    }
}
