//! The report of duty and patrol: sums of a school, by kind of window and by day, and the lines of the whole city.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Compared, rows, text};
use crate::term::{
    count::{Book, ShiftCount, add},
    district::School,
};

/// The report of one school.
pub(in crate::term) fn report(compared: &mut Compared, school: &School, book: &Book, said: &Value) {
    let code = &school.code;
    let sums = [book.of_shifts(|_, _| true), book.of_points(|_| true), book.of_walks()];
    for (name, mine) in ["shifts", "patrol", "escorts"].into_iter().zip(&sums) {
        compared.tally(&format!("report of {code}, {name}"), mine, &said[name], &[]);
    }
    sums.iter().zip(&mut compared.sums).for_each(|(mine, sum)| add(sum, mine));
    let mut kinds: BTreeMap<String, &Value> =
        rows(said, "windows").map(|row| (text(row, "kind"), &row["shifts"])).collect();
    let counted: std::collections::BTreeSet<_> = book.shifts.values().map(|it| it.kind).collect();
    for kind in counted {
        let mine = book.of_shifts(|_, it| it.kind == kind);
        let theirs = kinds.remove(kind.code()).unwrap_or(&Value::Null);
        compared.tally(&format!("report of {code}, {}", kind.code()), &mine, theirs, &[]);
    }
    compared.same(|| format!("report of {code}, kinds nobody counts"), &0, &kinds.len());
    for row in rows(said, "days") {
        let day = text(row, "day");
        let shifts = book.of_shifts(|shift, _| shift.day.to_string() == day);
        compared.tally(&format!("report of {code}, {day}, shifts"), &shifts, &row["shifts"], &[]);
        let points = book.of_points(|it| it.to_string() == day);
        compared.tally(&format!("report of {code}, {day}, patrol"), &points, &row["patrol"], &[]);
    }
}

/// The city's report: the same lines for each school, and nothing but what nobody recorded for all the others.
pub(in crate::term) fn city(compared: &mut Compared, books: &[(&School, Book)], said: &Value) {
    let mut lines: BTreeMap<String, &Value> = rows(said, "schools").map(|row| (text(row, "school_id"), row)).collect();
    for (school, book) in books {
        let line = lines.remove(&school.id.to_string()).unwrap_or(&Value::Null);
        let sums = [book.of_shifts(|_, _| true), book.of_points(|_| true), book.of_walks()];
        for (name, mine) in ["shifts", "patrol", "escorts"].into_iter().zip(&sums) {
            compared.tally(&format!("city, {}, {name}", school.code), mine, &line[name], &[]);
        }
    }
    let nothing = ShiftCount::nothing();
    for (id, line) in lines {
        compared.tally(&format!("city, {id}"), &nothing, &line["shifts"], &["cancelled", "unrecorded"]);
    }
    let sums = compared.sums.clone();
    let elsewhere: [&[&str]; 3] = [&["cancelled", "unrecorded"], &["unrecorded"], &[]];
    for ((name, mine), but) in ["shifts", "patrol", "escorts"].into_iter().zip(&sums).zip(elsewhere) {
        compared.tally(&format!("city, {name}"), mine, &said[name], but);
    }
}
