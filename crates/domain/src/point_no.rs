//! The number of a point as people say and type it: with a digit behind it that notices a slip.
//!
//! The digit is Damm's: every single wrong digit and every two neighbors that changed places give another one. A tag
//! that no camera reads any more is typed, and a number typed wrong must name no other point.

/// Damm's table: a quasigroup that is totally anti-symmetric.
const TABLE: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// Fewest digits of a point's number.
pub const DIGITS_MIN: usize = 4;

/// The number as it is printed and typed: `0457-6`. A number that is not made of digits stays as it is.
#[must_use]
pub fn with_check(point_no: &str) -> String {
    check_digit(point_no).map_or_else(|| point_no.to_owned(), |digit| format!("{point_no}-{digit}"))
}

/// Reads what somebody typed, with blanks, a hyphen and full-width digits or without; the number, or `None` when a digit
/// is wrong or missing.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for c in typed.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '０'..='９' => digits.push(char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).ok()?)),
            ' ' | '-' | '－' | '—' => {}
            _ => return None,
        }
    }
    let check = digits.pop()?;
    let right = check_digit(&digits).map(|digit| char::from(b'0' + digit));
    (digits.len() >= DIGITS_MIN && right == Some(check)).then_some(digits)
}

fn check_digit(digits: &str) -> Option<u8> {
    let step = |interim: u8, c: char| Some(TABLE[usize::from(interim)][usize::try_from(c.to_digit(10)?).ok()?]);
    (!digits.is_empty()).then(|| digits.chars().try_fold(0, step)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digit_is_damms() {
        // The example of the thesis that the method comes from.
        assert_eq!(with_check("572"), "572-4");
        assert_eq!(with_check("北门"), "北门");
    }

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        let typed = with_check("0457");
        for form in [typed.clone(), typed.replace('-', ""), typed.replace('-', " "), format!(" {typed} ")] {
            assert_eq!(read(&form).as_deref(), Some("0457"), "{form}");
        }
        let full_width: String = typed.chars().filter_map(|c| char::from_digit(c.to_digit(10)?, 10)).collect();
        let full_width: String = full_width
            .chars()
            .filter_map(|c| char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')))
            .collect();
        assert_eq!(read(&full_width).as_deref(), Some("0457"));
        for none in ["", "-", "0457", "04", "HX1.ABC", "0457-x"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn every_wrong_digit_and_every_swap_of_neighbors_is_noticed() {
        for number in 0..10_000 {
            let digits: Vec<char> = with_check(&format!("{number:04}")).chars().filter(|c| *c != '-').collect();
            for at in 0..digits.len() {
                for wrong in ('0'..='9').filter(|wrong| *wrong != digits[at]) {
                    let mut typo = digits.clone();
                    typo[at] = wrong;
                    assert_eq!(read(&typo.iter().collect::<String>()), None, "{number}");
                }
                if at > 0 && digits[at] != digits[at - 1] {
                    let mut swapped = digits.clone();
                    swapped.swap(at - 1, at);
                    assert_eq!(read(&swapped.iter().collect::<String>()), None, "{number}");
                }
            }
        }
    }
}
