//! The server's answers beside the pencil's book, figure by figure. A column that the pencil does not know is a difference
//! too, so that none is added to a report without being counted here.

mod history;
mod report;

use serde_json::Value;

pub(super) use self::{
    history::{burden, points, rounds, shifts, walks},
    report::{city, report},
};
use super::count::Tally;

/// What was compared.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Things people did.
    pub deeds: usize,
    /// Windows at gates, with those that the calendar took away.
    pub shifts: usize,
    /// Days of points.
    pub point_days: usize,
    /// Rounds, as schools saw them.
    pub rounds: usize,
    /// Days with walks.
    pub walk_days: usize,
    /// Sums of all schools, by the pencil: shifts, points, walks.
    pub sums: [Tally; 3],
    /// Single figures that were held against each other.
    pub figures: usize,
    /// How long the report of the whole city over the term took.
    pub report_ms: u128,
    /// What differs, in words.
    pub differences: Vec<String>,
}

impl Compared {
    /// One figure or row; whether both say the same.
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: impl FnOnce() -> String, mine: &T, theirs: &T) {
        self.figures += 1;
        if mine != theirs {
            self.differences.push(format!("{}: counted {mine:?}, said {theirs:?}", what()));
        }
    }

    /// All columns of a tally.
    fn tally(&mut self, what: &str, mine: &Tally, said: &Value, but: &[&str]) {
        let names = said.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let unknown: Vec<&str> = names.filter(|name| !mine.contains_key(name)).collect();
        self.same(|| format!("{what}, columns nobody counts"), &Vec::new(), &unknown);
        for (name, figure) in mine.iter().filter(|(name, _)| !but.contains(name)) {
            self.same(|| format!("{what}, {name}"), &Some(*figure), &said[name].as_i64());
        }
    }
}

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or_default().to_owned()
}

fn number(row: &Value, name: &str) -> u32 {
    u32::try_from(row[name].as_u64().unwrap_or(u64::MAX)).unwrap_or(u32::MAX)
}

fn rows<'v>(said: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    said[name].as_array().into_iter().flatten()
}

fn read<T: serde::de::DeserializeOwned>(said: &Value) -> Option<T> {
    serde_json::from_value(said.clone()).ok()
}
