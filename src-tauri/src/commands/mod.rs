//! What a page can ask for: one file a noun, ten lines a command. Arguments are camelCase on the page's side.
//!
//! All run beside the window's own thread (`async`), because a commit flushes the disk and a picture takes a moment.

use std::borrow::Cow;

use domain::Problem;
use tauri::ipc::{InvokeBody, Request};

pub(crate) mod app;
pub(crate) mod bundle;
pub(crate) mod check_in;
pub(crate) mod correction;
pub(crate) mod duty;
pub(crate) mod duty_note;
pub(crate) mod enroll;
pub(crate) mod escort;
pub(crate) mod hazard;
pub(crate) mod patrol;
pub(crate) mod people;
pub(crate) mod photo;
pub(crate) mod point;
pub(crate) mod record;
pub(crate) mod roster;
pub(crate) mod ruling;
pub(crate) mod sync;

/// The bytes of a picture. Android's web view hands them over as a list of numbers.
fn bytes<'r>(request: &'r Request<'_>) -> Result<Cow<'r, [u8]>, Problem> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(Cow::Borrowed(bytes)),
        InvokeBody::Json(json) => {
            serde_json::from_value(json.clone()).map(Cow::Owned).map_err(|_| Problem::new("not-an-image"))
        }
    }
}
