//! The central server of Huxiao: takes what phones send, keeps it as evidence, and shows the office what it means.
//!
//! [`start()`] runs it inside any process; the program `huxiao-server` is a command line around the same functions.
//! Facts enter by `ingest` alone, are interpreted by `project` afterwards, and SQL stands in `tables` alone. This is
//! the only room that knows axum and sqlx; it knows nothing of the phone's database or engine.

mod admission;
mod anchors;
mod audit;
mod backup;
mod base_map;
pub mod bindings;
mod board;
mod bundle;
mod calendar;
pub mod cli;
pub mod clock;
mod control;
mod db;
mod defaults;
mod demo;
mod device_auth;
mod device_report;
mod device_state;
mod doubts;
mod enroll;
mod error;
mod evidence;
mod export;
mod feed;
mod folder;
mod high_water;
mod identity;
mod ingest;
mod listen;
mod lists;
mod live;
mod metrics;
mod migrations;
mod node;
mod objects;
mod paper;
mod patience;
mod patrol;
mod plain;
mod point_sheet;
mod points;
mod policy;
mod posts;
mod problem;
mod project;
mod random;
mod rate;
mod reports;
mod roots;
mod roster;
mod routes;
mod scope;
mod shift;
mod sign_in;
mod sql;
mod start;
mod state;
mod tables;
mod tag_sheet;
mod tags;
mod uploads;
mod verify;
mod views;
mod wire;
mod workbook;

pub use backup::restore::{Begun, raise_epoch, restore};
pub use base_map::BaseMap;
pub use enroll::{Belongs, GivenCode};
pub use error::{Error, Result};
pub use listen::Manners;
pub use node::{Node, OfficeDeed};
pub use start::{Durability, Running, ServeOptions, start};
