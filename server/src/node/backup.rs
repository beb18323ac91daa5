//! A backup of a node, step by step: what `huxiao-server backup --to` does beside a running server, with the world
//! going on between its steps.

use std::path::Path;

use super::Node;
use crate::{backup, error::Result};

impl Node {
    /// Begins a backup: its number. What stands in the streams now will be durable when it is finished.
    ///
    /// # Errors
    /// [`crate::Error`] when the database refuses.
    pub async fn backup_begin(&self) -> Result<i64> {
        backup::begin(&self.state.db).await
    }

    /// Copies what is stored now into a folder; the same folder again gets what is new.
    ///
    /// # Errors
    /// [`crate::Error`] when a file cannot be read or written.
    pub async fn backup_copy(&self, target: &Path, mark: i64) -> Result<()> {
        backup::copy::copy(&self.state.folder, &self.state.objects, target, mark).await.map(drop)
    }

    /// The backup with this number is finished: phones are told what it holds.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when another one was begun since.
    pub async fn backup_finish(&self, mark: i64) -> Result<()> {
        backup::finish(&self.state.db, mark).await.map(drop)
    }
}
