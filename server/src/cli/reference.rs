//! `huxiao-server schools`, `staff` and `points`: reference data, as phones are given it.

use std::collections::BTreeMap;

use clap::Args;
use domain::{
    duty_post::DutyPost,
    ids::{SchoolId, UnitId},
};
use serde::Serialize;
use serde_json::json;

use super::{Place, print_json, print_line};
use crate::{
    Error,
    db::{Conn, Database},
    error::Result,
    sql::word,
    tables::{points, posts, schools, staff},
};

#[derive(Debug, Args)]
pub(crate) struct Reference {
    #[command(flatten)]
    place: Place,
    /// Only of the school with this code
    #[arg(long, value_name = "CODE")]
    school: Option<String>,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct SchoolLine {
    id: SchoolId,
    code: String,
    name: String,
    kind: String,
    town: String,
    division_code: String,
    station: String,
    lat: f64,
    lon: f64,
    posts: Vec<PostLine>,
}

#[derive(Serialize)]
struct PostLine {
    id: String,
    name: String,
    gate: String,
}

impl Reference {
    pub(crate) async fn schools(self) -> Result<()> {
        self.place.read(async |db| self.tell_schools(db).await).await
    }

    async fn tell_schools(&self, db: &Database) -> Result<()> {
        let mut conn = db.snapshot().await?;
        let unit = self.unit(&mut conn).await?;
        let mut posts_of: BTreeMap<SchoolId, Vec<DutyPost>> = BTreeMap::new();
        for post in posts::list(&mut conn, unit).await? {
            posts_of.entry(post.school_id).or_default().push(post);
        }
        let line = |listed: schools::Listed| {
            let school = listed.school;
            let posts = posts_of.remove(&school.id).unwrap_or_default();
            SchoolLine {
                id: school.id,
                kind: word(&school.kind),
                town: listed.town,
                division_code: school.division_code,
                station: listed.station,
                lat: school.place.lat(),
                lon: school.place.lon(),
                posts: posts
                    .into_iter()
                    .map(|p| PostLine { id: p.id.to_string(), name: p.name, gate: p.gate })
                    .collect(),
                code: school.code,
                name: school.name,
            }
        };
        let lines: Vec<SchoolLine> = schools::list(&mut conn, unit).await?.into_iter().map(line).collect();
        if self.json {
            print_json(&json!({ "schools": lines }));
        } else {
            lines.iter().for_each(|s| print_line(&format!("{}  {}  {}  {}", s.code, s.name, s.town, s.station)));
        }
        Ok(())
    }

    pub(crate) async fn staff(self) -> Result<()> {
        self.place.read(async |db| self.tell_staff(db).await).await
    }

    async fn tell_staff(&self, db: &Database) -> Result<()> {
        let mut conn = db.snapshot().await?;
        let unit = self.unit(&mut conn).await?;
        let listed = staff::list(&mut conn, unit).await?;
        if self.json {
            let lines: Vec<_> = listed
                .iter()
                .map(|l| {
                    json!({ "id": l.staff.id, "name": l.staff.name, "kind": l.staff.kind, "post": l.staff.post,
                            "unit": l.staff.unit, "unit_name": l.unit_name })
                })
                .collect();
            print_json(&json!({ "staff": lines }));
        } else {
            let line =
                |l: &staff::Listed| format!("{}  {}  {}  {}", l.staff.id, l.staff.name, l.staff.post, l.unit_name);
            listed.iter().for_each(|l| print_line(&line(l)));
        }
        Ok(())
    }

    pub(crate) async fn points(self) -> Result<()> {
        self.place.read(async |db| self.tell_points(db).await).await
    }

    async fn tell_points(&self, db: &Database) -> Result<()> {
        let mut conn = db.snapshot().await?;
        let unit = self.unit(&mut conn).await?;
        let listed = schools::list(&mut conn, unit).await?;
        let school_of: BTreeMap<SchoolId, &schools::Listed> = listed.iter().map(|l| (l.school.id, l)).collect();
        let points = points::list(&mut conn, unit).await?;
        let named =
            |id: &SchoolId| school_of.get(id).map_or(("", ""), |l| (l.school.code.as_str(), l.school.name.as_str()));
        if self.json {
            let lines: Vec<_> = points
                .iter()
                .map(|p| {
                    let (code, school) = named(&p.school_id);
                    json!({ "id": p.id, "point_no": p.point_no, "typed_no": domain::point_no::with_check(&p.point_no),
                            "name": p.name, "school_code": code, "school": school, "kind": p.kind,
                            "lat": p.place.lat(), "lon": p.place.lon(), "radius_m": p.radius_m,
                            "per_day": p.per_day, "min_proof": p.min_proof, "frequency": p.frequency,
                            "responsible": p.responsible, "tag_serial": p.tag_serial })
                })
                .collect();
            print_json(&json!({ "points": lines }));
        } else {
            points.iter().for_each(|p| print_line(&format!("{}  {}  {}", p.point_no, p.name, named(&p.school_id).1)));
        }
        Ok(())
    }

    async fn unit(&self, conn: &mut Conn) -> Result<Option<UnitId>> {
        let Some(code) = &self.school else { return Ok(None) };
        let school = schools::by_code(conn, code).await?;
        let school = school.ok_or_else(|| Error::refused(format!("there is no school with the code {code}")))?;
        Ok(Some(school.id.into()))
    }
}
