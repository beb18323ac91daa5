//! `huxiao-server import-points`: must-patrol points from a workbook or CSV, with a look at it first.

use std::path::PathBuf;

use clap::Args;

use super::{Place, print_json, print_line};
use crate::{
    Error,
    control::{Order, Reply},
    db::Database,
    error::Result,
    point_sheet::{self, Fault, Imported, Language},
};

#[derive(Debug, Args)]
pub(crate) struct ImportPoints {
    #[command(flatten)]
    place: Place,
    /// The sheet: .xlsx, or .csv in UTF-8 or GBK
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Carry it out; without it only what would change is printed
    #[arg(long)]
    apply: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl ImportPoints {
    pub(crate) async fn run(self) -> Result<()> {
        let done = self.import().await?;
        if self.json {
            print_json(&done);
        } else {
            self.tell(&done);
        }
        match done.faults.len() {
            0 => Ok(()),
            count => {
                done.faults.iter().for_each(|fault| eprintln!("{}", in_words(fault)));
                Err(Error::refused(format!("{count} cells are not right, so nothing was changed; see above")))
            }
        }
    }

    fn tell(&self, done: &Imported) {
        for row in &done.rows {
            let number = if row.point_no.is_empty() { "+" } else { row.point_no.as_str() };
            let change = |it: &point_sheet::PointDifference| format!("{} → {}", it.before, it.after);
            let changes: Vec<String> = row.differences.iter().map(change).collect();
            print_line(&format!("{number:>6}  {}  {}  {}", row.school, row.name, changes.join(", ")));
        }
        let new = done.rows.iter().filter(|row| row.point_no.is_empty()).count();
        let (changed, same) = (done.rows.len() - new, done.same);
        let hint = if done.applied || !done.faults.is_empty() { "" } else { "; nothing is changed without --apply" };
        print_line(&format!("{new} new, {changed} changed, {same} as they are{hint}"));
    }

    async fn import(&self) -> Result<Imported> {
        let bytes = std::fs::read(&self.file).map_err(Error::io(format!("cannot read {}", self.file.display())))?;
        let folder = self.place.filled()?;
        let file = std::path::absolute(&self.file);
        let file = file.map_err(Error::io(format!("no such file {}", self.file.display())))?;
        let order = Order::ImportPoints { file, apply: self.apply };
        let reply = |reply| match reply {
            Reply::Points(done) => Ok(done),
            other => Err(other.into_refusal()),
        };
        let work = async |db: &Database| point_sheet::import_all(db, &bytes, self.apply).await;
        self.place.carry_out(&folder, &order, reply, work).await
    }
}

/// `D5  没有“x”这种类型。 There is no kind x.`
fn in_words(fault: &Fault) -> String {
    let place = match (fault.row, fault.cell.as_str()) {
        (0, _) => String::new(),
        (row, "") => format!("{row}  "),
        (_, cell) => format!("{cell}  "),
    };
    let said = |language| point_sheet::sentence(&fault.problem, language);
    format!("{place}{} {}", said(Language::Chinese), said(Language::English))
}
