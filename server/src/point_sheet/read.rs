//! Reads a sheet of points: every cell that is not right is named with what is wrong, and every difference with what is
//! kept is listed. Nothing is changed here.

use std::collections::{BTreeMap, HashSet};

use domain::{
    Problem,
    crs::Crs,
    patrol_point::PointKind,
    point_no::{self, DIGITS_MIN},
    point_wish::PointWish,
    position::Place,
    presence::ProofLevel,
    school::School,
};

use super::{COLUMNS, Column, FAULTS_MAX, Fault, KINDS, Known, Line, PROOFS, PointDifference, Reading, table};
use crate::{sql::plain_text, tables::points::KeptPoint, workbook};

/// The headings stand in one of so many first rows.
const HEAD_WITHIN: u32 = 5;
/// Of a new point where its row says nothing else.
const RADIUS_M: u32 = 100;
const VISITS: u8 = 2;
/// Degrees are written with six decimals: a tenth of a meter. What differs by less is the same place.
const SAME_E7: u32 = 10;

type Failed = (Option<Column>, Problem);

/// Reads a sheet.
pub(super) fn read(known: &Known, bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let whole = |problem| Fault { row: 0, cell: String::new(), problem };
    match table::cells(bytes) {
        Err(problem) => reading.faults.push(whole(problem)),
        Ok(cells) => match heads(&cells) {
            None => reading.faults.push(whole(Problem::new("points-no-heads"))),
            Some((head, columns)) => {
                let last = cells.keys().map(|(row, _)| *row).max().unwrap_or(head);
                let mut seen = Seen::default();
                for row in head + 1..=last {
                    let said = Said { cells: &cells, columns: &columns, row };
                    if !said.is_empty() {
                        said.read(known, &mut seen, &mut reading);
                    }
                }
                if reading.faults.is_empty() && reading.lines.is_empty() && reading.same == 0 {
                    reading.faults.push(whole(Problem::new("points-no-rows")));
                }
            }
        },
    }
    reading.faults.truncate(FAULTS_MAX);
    reading
}

/// The row of the headings, and where each column stands.
fn heads(cells: &workbook::Cells) -> Option<(u32, BTreeMap<Column, u32>)> {
    (0..HEAD_WITHIN).find_map(|row| {
        let of_row = cells.range((row, 0)..(row + 1, 0));
        let columns: BTreeMap<Column, u32> =
            of_row.filter_map(|((_, at), text)| Some((column(text)?, *at))).rev().collect();
        let school = columns.contains_key(&Column::School) || columns.contains_key(&Column::SchoolName);
        let point = columns.contains_key(&Column::Name) || columns.contains_key(&Column::Number);
        (school && point).then_some((row, columns))
    })
}

fn column(text: &str) -> Option<Column> {
    let bare = |text: &str| text.split(['（', '(']).next().unwrap_or_default().trim().to_lowercase();
    let wanted = bare(text);
    let found = COLUMNS.iter().find(|(_, zh, en)| bare(zh) == wanted || bare(en) == wanted);
    found.map(|(column, ..)| *column)
}

/// Points and names that a row before was about.
#[derive(Default)]
struct Seen(HashSet<(domain::ids::SchoolId, String)>);

/// What one row says.
struct Said<'s> {
    cells: &'s workbook::Cells,
    columns: &'s BTreeMap<Column, u32>,
    row: u32,
}

impl Said<'_> {
    fn text(&self, column: Column) -> Option<&str> {
        let at = self.columns.get(&column)?;
        self.cells.get(&(self.row, *at)).map(String::as_str)
    }

    fn is_empty(&self) -> bool {
        self.columns.keys().all(|column| self.text(*column).is_none())
    }

    fn read(&self, known: &Known, seen: &mut Seen, reading: &mut Reading) {
        match self.line(known, seen) {
            Ok(line) if line.before.is_some() && line.differences.is_empty() => reading.same += 1,
            Ok(line) => reading.lines.push(line),
            Err((column, problem)) => {
                let at = column.and_then(|column| self.columns.get(&column));
                let cell = at.map(|at| workbook::name_of((self.row, *at))).unwrap_or_default();
                reading.faults.push(Fault { row: self.row + 1, cell, problem });
            }
        }
    }

    fn line(&self, known: &Known, seen: &mut Seen) -> Result<Line, Failed> {
        let school = self.school(known)?;
        let before = self.point(known, school)?;
        let wish = self.wish(before)?;
        let name = wish.name.trim().to_owned();
        if !seen.0.insert((school.id, name)) {
            return Err((Some(Column::Name), Problem::new("points-row-twice")));
        }
        wish.check(school.place).map_err(|problem| (blamed(&problem), problem))?;
        let differences = before.map(|kept| differences(&PointWish::of(&kept.point), &wish)).unwrap_or_default();
        let changes = before.is_none() || !differences.is_empty();
        let kinds = before.map(|kept| kept.point.kind).into_iter().chain([wish.kind]);
        if changes && !kinds.into_iter().all(|kind| known.reach.covers(kind)) {
            return Err((Some(Column::Kind), Problem::new("points-not-yours")));
        }
        Ok(Line { row: self.row + 1, school: school.clone(), before: before.cloned(), wish, differences })
    }

    /// By its code, or by its name where only one has it.
    fn school<'k>(&self, known: &'k Known) -> Result<&'k School, Failed> {
        let unknown = |column, name: &str| (Some(column), Problem::new("points-no-school").with("name", name));
        if let Some(code) = self.text(Column::School) {
            return known.schools.iter().find(|it| it.code == code).ok_or_else(|| unknown(Column::School, code));
        }
        let missing = || (Some(Column::School), Problem::new("points-school-missing"));
        let name = self.text(Column::SchoolName).ok_or_else(missing)?;
        let mut named = known.schools.iter().filter(|it| it.name == name);
        match (named.next(), named.next()) {
            (Some(school), None) => Ok(school),
            (Some(_), Some(_)) => {
                Err((Some(Column::SchoolName), Problem::new("points-school-unclear").with("name", name)))
            }
            (None, _) => Err(unknown(Column::SchoolName, name)),
        }
    }

    /// The point that is there already: by its number, or else by its name at the school.
    fn point<'k>(&self, known: &'k Known, school: &School) -> Result<Option<&'k KeptPoint>, Failed> {
        let here = known.of(school.id);
        let Some(typed) = self.text(Column::Number) else {
            let name = self.text(Column::Name).map(|name| plain_text(name).trim().to_owned());
            return Ok(here.iter().find(|kept| Some(&kept.point.name) == name.as_ref()));
        };
        // Programs for sheets drop the noughts in front.
        let padded = format!("{typed:0>DIGITS_MIN$}");
        let checked = point_no::read(typed);
        let is = |kept: &&KeptPoint| kept.point.point_no == padded || Some(&kept.point.point_no) == checked.as_ref();
        let found = here.iter().find(is);
        found.map(Some).ok_or_else(|| (Some(Column::Number), Problem::new("points-no-point").with("number", typed)))
    }

    /// What is wished: what the row says, else what there is, else what is usual.
    fn wish(&self, before: Option<&KeptPoint>) -> Result<PointWish, Failed> {
        let now = before.map(|kept| PointWish::of(&kept.point));
        let now = now.as_ref();
        let missing = |column| (Some(column), Problem::new("points-cell-missing"));
        let kind = match self.text(Column::Kind) {
            Some(word) => self.kind(word)?,
            None => now.map(|it| it.kind).ok_or_else(|| missing(Column::Kind))?,
        };
        let name = self.text(Column::Name).map(plain_text).or_else(|| now.map(|it| it.name.clone()));
        let usual = if kind == PointKind::KeyPosition { domain::point_wish::KEY_ROUNDS_MIN } else { VISITS };
        Ok(PointWish {
            name: name.ok_or_else(|| missing(Column::Name))?,
            kind,
            place: self.place(now)?,
            radius_m: self.number(Column::Radius)?.or(now.map(|it| it.radius_m)).unwrap_or(RADIUS_M),
            per_day: self.number(Column::PerDay)?.or(now.map(|it| it.per_day)).unwrap_or(usual),
            min_proof: self.proof()?.or(now.map(|it| it.min_proof)).unwrap_or(ProofLevel::B),
            // A rhythm of its own is set on the page of the point, and stays.
            frequency: now.and_then(|it| it.frequency.clone()),
            responsible: now.and_then(|it| it.responsible),
        })
    }

    fn kind(&self, word: &str) -> Result<PointKind, Failed> {
        let bare = word.split(['（', '(']).next().unwrap_or_default().trim();
        let is = |(kind, zh, en): &&(PointKind, &str, &str)| {
            *zh == bare || en.eq_ignore_ascii_case(bare) || crate::sql::word(kind) == bare
        };
        let unknown = || (Some(Column::Kind), Problem::new("points-kind").with("word", word));
        KINDS.iter().find(is).map(|(kind, ..)| *kind).ok_or_else(unknown)
    }

    fn proof(&self) -> Result<Option<ProofLevel>, Failed> {
        let Some(word) = self.text(Column::Proof) else { return Ok(None) };
        let letter = word.trim_end_matches('级').trim().to_uppercase();
        let found = PROOFS.into_iter().find(|level| level.letter() == letter);
        found.map(Some).ok_or_else(|| (Some(Column::Proof), Problem::new("points-proof").with("word", word)))
    }

    fn place(&self, now: Option<&PointWish>) -> Result<Place, Failed> {
        let (lat, lon) = (self.degrees(Column::Lat)?, self.degrees(Column::Lon)?);
        let missing = |column| (Some(column), Problem::new("points-cell-missing"));
        let (lat, lon) = match (lat, lon, now) {
            (None, None, Some(now)) => return Ok(now.place),
            (Some(lat), Some(lon), _) => (lat, lon),
            (None, ..) => return Err(missing(Column::Lat)),
            (_, None, _) => return Err(missing(Column::Lon)),
        };
        let wrong = || (Some(Column::Lat), Problem::new("points-degrees").with("word", format!("{lat}, {lon}")));
        let given = Place::from_degrees(lat, lon).ok_or_else(wrong)?;
        let place = self.crs()?.to_wgs84(given);
        // What was written with fewer decimals than are kept is not moved by being read.
        let same = |now: &&PointWish| {
            now.place.lat_e7.abs_diff(place.lat_e7) <= SAME_E7 && now.place.lon_e7.abs_diff(place.lon_e7) <= SAME_E7
        };
        Ok(now.filter(same).map_or(place, |now| now.place))
    }

    fn crs(&self) -> Result<Crs, Failed> {
        let Some(word) = self.text(Column::Crs) else { return Ok(Crs::Wgs84) };
        match word.to_lowercase().replace(['-', ' ', '_'], "").as_str() {
            "wgs84" | "gps" | "天地图" | "cgcs2000" => Ok(Crs::Wgs84),
            "gcj02" | "高德" | "腾讯" => Ok(Crs::Gcj02),
            "bd09" | "百度" => Ok(Crs::Bd09),
            _ => Err((Some(Column::Crs), Problem::new("points-crs").with("word", word))),
        }
    }

    fn degrees(&self, column: Column) -> Result<Option<f64>, Failed> {
        let Some(word) = self.text(column) else { return Ok(None) };
        let degrees = word.trim_end_matches('°').parse::<f64>();
        degrees.map(Some).map_err(|_| (Some(column), Problem::new("points-degrees").with("word", word)))
    }

    fn number<N: std::str::FromStr>(&self, column: Column) -> Result<Option<N>, Failed> {
        let Some(word) = self.text(column) else { return Ok(None) };
        word.parse().map(Some).map_err(|_| (Some(column), Problem::new("points-figure").with("word", word)))
    }
}

/// The column that a refused wish is about.
fn blamed(problem: &Problem) -> Option<Column> {
    match problem.code.as_str() {
        "point-name-missing" | "point-name-long" => Some(Column::Name),
        "point-radius" => Some(Column::Radius),
        "point-visits" | "point-too-seldom" => Some(Column::PerDay),
        "point-far-from-school" => Some(Column::Lat),
        _ => None,
    }
}

fn differences(now: &PointWish, wish: &PointWish) -> Vec<PointDifference> {
    let kind = |kind: PointKind| crate::sql::word(&kind);
    let degrees = |e7: i32| format!("{:.6}", f64::from(e7) / 1e7);
    let all = [
        (Column::Name, now.name.trim().to_owned(), wish.name.trim().to_owned()),
        (Column::Kind, kind(now.kind), kind(wish.kind)),
        (Column::Lat, degrees(now.place.lat_e7), degrees(wish.place.lat_e7)),
        (Column::Lon, degrees(now.place.lon_e7), degrees(wish.place.lon_e7)),
        (Column::Radius, now.radius_m.to_string(), wish.radius_m.to_string()),
        (Column::PerDay, now.per_day.to_string(), wish.per_day.to_string()),
        (Column::Proof, now.min_proof.letter().to_owned(), wish.min_proof.letter().to_owned()),
    ];
    let differs = all.into_iter().filter(|(_, before, after)| before != after);
    differs.map(|(field, before, after)| PointDifference { field, before, after }).collect()
}
