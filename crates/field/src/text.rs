//! What a worker types, checked before it becomes a record: length, and that it names no person.

use domain::{Problem, privacy::find_identity};

use crate::Error;

/// The text without blanks around it, if it has at most `chars_max` characters and no identity in it.
pub(crate) fn checked(text: &str, chars_max: usize) -> Result<String, Error> {
    let text = text.trim();
    if text.chars().count() > chars_max {
        return Err(Problem::new("text-too-long").with("max", chars_max).into());
    }
    if let Some(found) = find_identity(text) {
        return Err(Problem::new("text-has-identity").with("what", found.code()).into());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_and_a_telephone_number_is_refused() {
        assert_eq!(checked("  围墙破损 ", 4).expect("fits"), "围墙破损");
        assert_eq!(checked("围墙破损了", 4).expect_err("too long").problem().args["max"], "4");
        assert_eq!(checked("找 13800000000", 50).expect_err("a person").problem().code, "text-has-identity");
    }
}
