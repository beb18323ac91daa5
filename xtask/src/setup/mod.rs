//! What a machine needs before it can build and test: system packages, tools, the packages of the pages.
//!
//! Each part looks first and does nothing when all is there, so that set-up costs nothing the second time.

mod packages;
mod pages;
mod tools;

use std::env;

pub(crate) use packages::{Packages, install as install_packages};
pub(crate) use pages::{build as build_pages, install as install_pages, npm};
pub(crate) use tools::{Tool, install as install_tool, on_path};

/// Whether the person has agreed in advance to the use of root rights.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// `--yes`, or a CI that nobody sits at.
    Given,
    /// Ask each time.
    Ask,
}

impl Consent {
    /// From the flag and the environment.
    pub(crate) fn from_flag(yes: bool) -> Self {
        let in_ci = env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
        if yes || in_ci { Self::Given } else { Self::Ask }
    }
}
