//! Shifts of a span of days: reads what is known once and judges each with the domain's rule. The board, the history, the
//! charts and the reports all ask here, so that none of them can say something else.

mod laid_out;
mod ledger;
mod row;

pub(crate) use ledger::{Held, Ledger, SchoolNames};
pub(crate) use row::{detail, people, row};
