//! The phone's database: one encrypted SQLite file (SQLCipher, WAL, `synchronous=FULL`) in the home folder.
//!
//! Each table has one file here with the functions over it; all take a [`Tx`], so that a verb can do several in one
//! commit. What a worker recorded is only ever added to: what waits to be sent is derived from `acked_upto`, never
//! flagged. No other room names the database library, and nothing here knows the network, the clock or photo bytes.

pub mod anchors;
mod aside;
mod away;
mod check;
mod columns;
pub mod cursor;
pub mod drafts;
pub mod entities;
mod error;
pub mod findings;
pub mod floors;
pub mod fork;
pub mod identity;
mod key;
mod migrations;
pub mod naming;
mod open;
pub mod organization_key;
mod pages;
pub mod photos;
pub mod pins;
#[cfg(test)]
mod plans;
pub mod receipts;
pub mod records;
pub mod renewal;
mod salvage;
pub mod server_keys;
pub mod session;
pub mod settings;
mod store;
pub mod stream;
pub mod sync_state;
mod tx;
pub mod uploads;

pub use aside::{SetAside, finish_putting_aside, folders_aside, is_in_doubt, new_folder_aside, put_aside};
pub use error::StoreError;
pub use key::StoreKey;
pub use migrations::SCHEMA_VERSION;
pub use store::Store;
pub use tx::Tx;
