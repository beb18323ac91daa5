//! The phone's database, table by table, on real files: one file here for each in `src/`.

mod aside;
mod disk_full;
mod entities;
mod fork;
mod identity;
mod kill;
mod lists;
mod older;
mod open;
mod phone;
mod photos;
mod records;
mod small;
mod stream;
