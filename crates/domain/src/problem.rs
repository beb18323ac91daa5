//! What went wrong, as a code the page has a sentence for, and its arguments. Never a sentence itself.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// A problem a person is told about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Problem {
    /// Kebab-case, stable; one message per language.
    pub code: String,
    /// What the message names: counts, versions, minutes.
    pub args: BTreeMap<String, String>,
}

impl Problem {
    /// A problem without arguments.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), args: BTreeMap::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
