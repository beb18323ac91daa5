//! The phone's database, table by table, on real files: one file here for each in `src/`.

mod disk_full;
mod entities;
mod identity;
mod kill;
mod open;
mod phone;
mod photos;
mod records;
mod small;
mod stream;
