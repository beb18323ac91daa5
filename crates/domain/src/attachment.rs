//! A picture that the office adds to a record 补充照片: sent by other means, by somebody who was not there with one of our
//! phones. It is shown beside the worker's pictures and never counts as one of them.

use serde::{Deserialize, Serialize};

use crate::{Problem, limits::CAPTION_CHARS_MAX, privacy::find_identity};

/// What an added picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Rectification {
    /// 整改前
    Before,
    /// 整改后
    After,
}

/// The words under an added picture, without blanks around them.
///
/// # Errors
/// `caption-too-long`, or `caption-has-identity` when they name a person by number.
pub fn caption(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > CAPTION_CHARS_MAX {
        return Err(Problem::new("caption-too-long").with("max", CAPTION_CHARS_MAX));
    }
    match find_identity(text) {
        Some(_) => Err(Problem::new("caption-has-identity")),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_is_short_and_names_nobody_by_number() {
        assert_eq!(caption("  护栏已加固 ").expect("fits"), "护栏已加固");
        assert_eq!(caption(&"字".repeat(60)).expect("as long as may be").chars().count(), 60);
        assert_eq!(caption(&"字".repeat(61)).expect_err("too long").args["max"], "60");
        assert_eq!(caption("找 13800000000").expect_err("a person").code, "caption-has-identity");
    }
}
