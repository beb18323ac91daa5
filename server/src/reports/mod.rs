//! Reports: counted once, then shown as JSON, as a workbook and on paper.

pub(crate) mod duty;
mod print;
pub(crate) mod tally;
mod words;
mod xlsx;

pub(crate) use print::print;
pub(crate) use xlsx::workbook;
