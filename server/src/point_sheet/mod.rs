//! Must-patrol points as a sheet: out as a workbook, in as a workbook or as CSV. What is written here can be read here,
//! and reading the same sheet twice changes nothing the second time.

mod apply;
mod known;
mod read;
mod table;
mod words;
mod write;

use domain::{Problem, patrol_point::PointKind, point_wish::PointWish, presence::ProofLevel};
use serde::{Deserialize, Serialize};

pub(crate) use apply::{Imported, ImportedRow, import, import_all};
pub(crate) use known::Known;
pub(crate) use words::{Language, sentence};
pub(crate) use write::write;

use crate::tables::points::KeptPoint;

/// Rows under the headings that are looked at.
const ROWS_MAX: u32 = 5_000;
const COLUMNS_MAX: u32 = 26;
/// Problems that are listed; a sheet with more of them is another sheet.
const FAULTS_MAX: usize = 60;

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub(crate) enum Column {
    /// The number of a point that is there already.
    Number,
    School,
    SchoolName,
    Name,
    Kind,
    Lat,
    Lon,
    Crs,
    Radius,
    PerDay,
    Proof,
}

/// Every column with its heading in both languages, in the order in which we write them.
const COLUMNS: [(Column, &str, &str); 11] = [
    (Column::Number, "编号", "Number"),
    (Column::School, "学校代码", "School code"),
    (Column::SchoolName, "学校名称", "School"),
    (Column::Name, "点位名称", "Point"),
    (Column::Kind, "类型", "Kind"),
    (Column::Lat, "纬度", "Latitude"),
    (Column::Lon, "经度", "Longitude"),
    (Column::Crs, "坐标系", "Coordinates"),
    (Column::Radius, "到点半径（米）", "Radius (m)"),
    (Column::PerDay, "每日次数", "Visits a day"),
    (Column::Proof, "凭证要求", "Proof"),
];

/// Kinds as they are written, in both languages.
const KINDS: [(PointKind, &str, &str); 5] = [
    (PointKind::CampusGate, "校门", "School gate"),
    (PointKind::Perimeter, "围墙周界", "Perimeter"),
    (PointKind::KeyPosition, "重点部位", "Key position"),
    (PointKind::Surrounding, "校园周边", "Surroundings"),
    (PointKind::RouteNode, "必巡线节点", "Route node"),
];

const PROOFS: [ProofLevel; 3] = [ProofLevel::A, ProofLevel::B, ProofLevel::C];

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    /// As programs for sheets count it, from 1; 0: the whole sheet.
    pub(crate) row: u32,
    /// `D5`; empty: the whole row or sheet.
    pub(crate) cell: String,
    pub(crate) problem: Problem,
}

/// What a row says of one thing that is otherwise now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, ts_rs::TS)]
pub(crate) struct PointDifference {
    pub(crate) field: Column,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// A row that makes or changes a point.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) row: u32,
    pub(crate) school: domain::school::School,
    /// What there is; nothing: the point is new.
    pub(crate) before: Option<KeptPoint>,
    pub(crate) wish: PointWish,
    pub(crate) differences: Vec<PointDifference>,
}

/// What a sheet says.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) faults: Vec<Fault>,
    pub(crate) lines: Vec<Line>,
    /// Rows that say what is so already.
    pub(crate) same: u32,
}
