//! What a page can ask for: one file a noun, ten lines a command. Arguments are camelCase on the page's side.
//!
//! All run beside the window's own thread (`async`), because a commit flushes the disk and a picture takes a moment.

use std::borrow::Cow;

use data_encoding::BASE64;
use domain::Problem;
use serde_json::Value;
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

/// The bytes of a picture. Android's web view can hand over text alone, so that they come in base64 there; a list of
/// numbers is what Tauri makes of bytes where its own way is blocked.
fn bytes<'r>(request: &'r Request<'_>) -> Result<Cow<'r, [u8]>, Problem> {
    bytes_of(request.body())
}

fn bytes_of(body: &InvokeBody) -> Result<Cow<'_, [u8]>, Problem> {
    let not_bytes = || Problem::new("not-an-image");
    match body {
        InvokeBody::Raw(bytes) => Ok(Cow::Borrowed(bytes)),
        InvokeBody::Json(Value::Array(numbers)) => {
            let byte = |number: &Value| u8::try_from(number.as_u64()?).ok();
            numbers.iter().map(byte).collect::<Option<_>>().map(Cow::Owned).ok_or_else(not_bytes)
        }
        InvokeBody::Json(json) => {
            let text = json.get("base64").and_then(Value::as_str).ok_or_else(not_bytes)?;
            BASE64.decode(text.as_bytes()).map(Cow::Owned).map_err(|_| not_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &InvokeBody) -> Result<Vec<u8>, String> {
        bytes_of(body).map(Cow::into_owned).map_err(|problem| problem.code)
    }

    #[test]
    fn a_picture_comes_as_bytes_as_base64_text_and_as_a_list_of_numbers() {
        let picture: Vec<u8> = (0..=255).collect();
        assert!(matches!(bytes_of(&InvokeBody::Raw(picture.clone())), Ok(Cow::Borrowed(_))), "nothing is copied");
        let text = InvokeBody::Json(json!({ "base64": BASE64.encode(&picture) }));
        assert_eq!(read(&text), Ok(picture.clone()));
        assert_eq!(read(&InvokeBody::Json(json!(picture))), Ok(picture));
        for other in [json!({ "base64": "§" }), json!({}), json!([1, 256]), json!([-1]), json!("text")] {
            assert_eq!(read(&InvokeBody::Json(other.clone())), Err("not-an-image".into()), "{other}");
        }
    }
}
